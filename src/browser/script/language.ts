// The language of the page, as its address names it: translators change what the document says of itself.

/** Its code; empty where the address names none, and then there is no form. */
export const LANGUAGE = /^\/([a-z]{2,8})\//.exec(location.pathname)?.[1] ?? "";
