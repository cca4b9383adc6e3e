//! What the screen shows at 80 by 24, line for line. Ids and weeks are another every time.

pub const LIST: &str = "
Te doen: 3 nieuw, 0 wacht op jou, 0 al 3 weken stil           opgehaald: zojuist
Getoond: te doen (3)                                                     1 van 3
> iiii  gaat over de melder               massagesalon wk 48  nieuw (ro)
        vandaag of gisteren
        naam
  iiii  jonger dan 18 · stelt een vraag                wk 48  nieuw
        naam
  iiii  misschien jonger dan 18           hotel        wk 48  nieuw
        gaat nog door
        naam · Hotel X













Enter open  / zoek  f filter  a antwoord  o notitie  s status  ? hulp  q stop
";

pub const HELP: &str = "
Hulp: alle toetsen
────────────────────────────────────────────────────────────────────────────────
In de lijst
  ↑ ↓ of k j   kies een melding
  PgUp PgDn    een pagina; Home, End: begin, eind
  n            de volgende met iets nieuws
  Enter        open de melding
  /            zoek in alle meldingen; Esc: weer alles
  f  F         toon: te doen, van jou, nieuw, alles; F: status, label, collega
  w            hoe elk verhaal begint, of niet meer
  Spatie       markeer de melding, of niet meer
  r            haal opnieuw op

Bij een melding
  Enter        als die open is: het verhaal
  a            antwoord aan de melder
  o            notitie voor collega's
  s            status, met een reden
  g            wie heeft de melding
  h            geef door aan een collega
  l            labels
  u  U         dringend, of niet meer; U: weer als nieuw, alleen op dit scherm
18 regels hieronder
↑↓ PgUp PgDn blader  een toets sluit dit
";

pub const CLOSED: &str = "
iiii  van niemand
────────────────────────────────────────────────────────────────────────────────
Melding 6a1d3c52-0d5e-4b43-9a5c-0c8f3a2b1d4e
────────────────────────────────────────────────────────────────────────────────
Eerste bericht, 2026-11-24

Moeten we ergens op letten, zodat niemand aan jou denkt?
│ Bel het hotel niet.

Mogen wij dit doorgeven?
  Vraag het mij eerst. Ik kijk later met mijn code.

Waar is het?
  Hotel X

Wanneer was het?
  Het gaat nog door

Denk je dat iemand jonger is dan 18?
  Misschien

Wat voor plek is het?
4 regels hieronder
Enter verhaal  a antwoord  o notitie  s status  x doorgeven  ? hulp  q terug
";

pub const OPEN: &str = "
iiii  van niemand
────────────────────────────────────────────────────────────────────────────────
│ Bel het hotel niet.

Mogen wij dit doorgeven?
  Vraag het mij eerst. Ik kijk later met mijn code.

Waar is het?
  Hotel X

Wanneer was het?
  Het gaat nog door

Denk je dat iemand jonger is dan 18?
  Misschien

Wat voor plek is het?
  Hotel of vakantiepark

Wat heb je gezien, gehoord of gemerkt? (30 tekens)
  Elke avond bezoek.
  Ze is bang.
Gelezen: collega's zien dat nu.
Enter verhaal  a antwoord  o notitie  s status  x doorgeven  ? hulp  q terug
";

pub const SHORT: &str = "
iiii  van niemand
────────────────────────────────────────────────────────────────────────────────
Moeten we ergens op letten, zodat niemand aan jou denkt?
│ Bel het hotel niet.

Mogen wij dit doorgeven?
   ┌ Kort antwoord, in de taal van de melder ───────────────────────────────┐
   │   Geen kort antwoord, alleen eigen woorden                             │
   │   We hebben je melding gelezen. Dank je.                               │
   │ > We hebben een vraag. Je hoeft niet te antwoorden.                    │
   │   We hebben het doorgegeven aan een hulporganisatie.                   │
   │   We hebben het doorgegeven aan de politie. Wij horen niet altijd wat  │
   │   zij doen.                                                            │
   │   Mogen we dit doorgeven aan de politie? Schrijf ja of nee.            │
   │   We kunnen hier nu niets mee doen. Weet je meer? Schrijf het erbij.   │
   │   Dit kan niet op ons wachten. Bel 112 of 0900-8844.                   │
   └ ↑↓ kies  Enter neem  Esc terug ────────────────────────────────────────┘
Wat voor plek is het?
  Hotel of vakantiepark

Wat heb je gezien, gehoord of gemerkt? (30 tekens)
  Dicht. Enter opent het verhaal.

Enter verhaal  a antwoord  o notitie  s status  x doorgeven  ? hulp  q terug
";

pub const WRITING: &str = "
Antwoord aan de melder van 6a1d
────────────────────────────────────────────────────────────────────────────────
  We hebben een vraag. Je hoeft niet te antwoorden.

  Welke verdieping?

















17 van 1949 tekens
Ctrl-D klaar  Ctrl-E eigen editor  Esc terug, de tekst blijft
";

pub const PREVIEW: &str = "
Zo ziet de melder dit.
────────────────────────────────────────────────────────────────────────────────
  We hebben een vraag. Je hoeft niet te antwoorden.

  Welke verdieping?













- Geen namen.
- Geen plaats.
- Niets wat alleen de melder vertelde.


j versturen  Esc terug naar de tekst
";
