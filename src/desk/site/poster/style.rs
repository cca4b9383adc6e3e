//! The style of poster and cards: exact millimetres, and letters as large as was found to fit. A sheet
//! is never lower than its paper and may be higher, so that words that take more room than was thought
//! go on to another sheet, and none is cut off.

use super::code::Code;
use super::sizes::{BETWEEN, CARD, GAP, LEADING, POSTER, Sizes};
use crate::printable::{MONO, SANS};

/// The style, for sentences of these sizes in points.
pub fn style(code: &Code, poster: f32, card: f32) -> String {
    let both = format!(
        "@page{{size:A4 portrait;margin:0}}\
         *{{box-sizing:border-box}}\
         html{{color-scheme:only light;background:#fff;color:#000;-webkit-text-size-adjust:none}}\
         body{{margin:0;font-family:{SANS};line-height:{LEADING}}}\
         h1,h2,p{{margin:0;font-size:1em;overflow-wrap:anywhere;text-wrap:pretty}}\
         p+p{{margin-top:{BETWEEN}em}}\
         h1{{line-height:{LEADING};text-wrap:balance}}\
         .danger{{border-left:.3em solid #0b5563;padding-left:.6em}}\
         .way{{display:flex}}\
         .way svg{{flex:none}}\
         .way+p{{margin-top:0}}\
         .mono{{font-family:{MONO}}}\
         .address{{color:#0b5563;word-break:break-all;text-wrap:balance}}\
         table{{border-collapse:collapse;text-align:left}}\
         th,td{{padding:0 0 {BETWEEN}em;vertical-align:baseline}}\
         th{{padding-right:1em;color:#0b5563;white-space:nowrap}}\
         .foot{{border-top:.2mm solid #0b5563;padding-top:.5em}}\
         .cards{{display:grid;grid-template-columns:repeat(2,105mm);grid-template-rows:repeat(2,minmax(148.4mm,auto));\
         width:210mm;break-before:page}}\
         .card:nth-child(odd){{border-right:.2mm dashed #a0a0a0}}\
         .card:nth-child(-n+2){{border-bottom:.2mm dashed #a0a0a0}}"
    );
    both + &sheet(".poster", &POSTER, poster, code) + &sheet(".card", &CARD, card, code)
}

/// One of the two.
fn sheet(name: &str, sizes: &Sizes, sentence: f32, code: &Code) -> String {
    let Sizes { paper: (wide, high), margin, code: across, title, lead, onion, number, foot, .. } = sizes;
    let quiet = code.quiet(*across);
    // A tenth less than the paper, so that no browser begins another sheet for the part of a hair.
    let high = high - 0.1;
    format!(
        "{name}{{display:flex;flex-direction:column;justify-content:space-between;gap:{GAP}em;\
         width:{wide}mm;min-height:{high}mm;padding:{margin}mm;font-size:{sentence}pt}}\
         {name} h1{{font-size:{title}em}}\
         {name} .lead,{name} .danger{{font-size:{lead}em}}\
         {name} .way svg{{width:{across}mm;height:{across}mm;margin:0 {quiet}mm {quiet}mm 0}}\
         {name} .onion{{font-size:{onion}em}}\
         {name} h2{{font-size:1.15em;margin-bottom:{BETWEEN}em}}\
         {name} table,{name} .number{{font-size:{number}em}}\
         {name} .foot{{font-size:{foot}em}}"
    )
}
