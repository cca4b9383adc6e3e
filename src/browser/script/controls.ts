// The controls of our forms as the server wrote them. Translators and extensions rename fields and
// buttons, change their values and add their own; what a control is and means is known here from the
// moment it came, and nothing that happens to it later changes that.

type Field = HTMLInputElement | HTMLTextAreaElement;

/** What the server wrote of a control. */
interface Written {
  name: string;
  value: string;
  type: string;
}

/** An answer that stands in a form: the question, the answer, and whether it is typed. */
export interface Answered {
  question: string;
  value: string;
  type: string;
}

/** The types of controls that are questions. */
const QUESTIONS = ["textarea", "radio", "checkbox"];

const written = new WeakMap<Element, Written>();

const controlsOf = (form: HTMLFormElement) =>
  [...form.elements].filter((element) => written.has(element)) as (Field | HTMLButtonElement)[];
const writtenOf = (element: Element): Written => written.get(element)!;

/** Takes in what the server wrote: the whole page, or a part before anybody else sees it. */
export function adopt(root: ParentNode): void {
  for (const element of root.querySelectorAll<Field | HTMLButtonElement>("input, textarea, button")) {
    const { name, type } = element;
    if (written.has(element)) continue;
    written.set(element, { name, type, value: element.localName === "textarea" ? "" : element.value });
    if (type === "radio") element.addEventListener("change", () => chooseOnly(element as HTMLInputElement));
  }
}

/** One choice of a question is made at a time, whatever its radio buttons are called by now. */
function chooseOnly(chosen: HTMLInputElement): void {
  if (!chosen.checked || !chosen.form) return;
  for (const other of controlsOf(chosen.form)) {
    const isSibling = other !== chosen && writtenOf(other).type === "radio" && writtenOf(other).name === writtenOf(chosen).name;
    if (isSibling) (other as HTMLInputElement).checked = false;
  }
}

/** The field of this name. */
export const field = (form: HTMLFormElement, name: string): HTMLInputElement | null =>
  (controlsOf(form).find((element) => writtenOf(element).name === name) as HTMLInputElement | undefined) ?? null;

/** What the server wrote into a hidden field. */
export function hidden(form: HTMLFormElement, name: string): string | undefined {
  const found = field(form, name);
  return found ? writtenOf(found).value : undefined;
}

/** What a button does. */
export const actName = (button: HTMLButtonElement): string | undefined => written.get(button)?.value;

/** The button that does it. */
export const buttonOf = (form: HTMLFormElement, act: string): HTMLButtonElement =>
  controlsOf(form).find((element) => writtenOf(element).type === "submit" && writtenOf(element).value === act) as HTMLButtonElement;

/** What was typed and chosen in answer to our questions, in the order of the form. */
export function answered(form: HTMLFormElement): Answered[] {
  const questions = controlsOf(form).filter((element) => QUESTIONS.includes(writtenOf(element).type));
  const given = questions.filter((element) => element.localName === "textarea" || (element as HTMLInputElement).checked);
  return given.map((element) => {
    const { name, type, value } = writtenOf(element);
    return { question: name, type, value: type === "textarea" ? element.value : value };
  });
}

/** Gives every control its name and value back, for a form that goes to the server. */
export function restore(form: HTMLFormElement): void {
  for (const element of controlsOf(form)) {
    const { name, type, value } = writtenOf(element);
    element.name = name;
    if (!["textarea", "text"].includes(type)) element.value = value;
  }
}
