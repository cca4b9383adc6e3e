//! The style of the page that is handed over: A4, a foot on each sheet where a browser can, and no part
//! torn from its heading.

use super::paper_words::paper;
use crate::printable::SANS;
use zegel_core::i18n::interpolate;

/// The style, with the number of this export in the foot.
pub fn style(number: &str) -> String {
    // The words are the program's own and the number is hexadecimal, so that nothing ends the string but
    // the counters that stand in it.
    let counters = [("number", number), ("page", "\" counter(page) \""), ("pages", "\" counter(pages) \"")];
    let foot = interpolate(&paper().page, &counters);
    format!(
        "@page{{size:A4 portrait;margin:20mm 20mm 22mm;@bottom-left{{content:\"{foot}\";font:8pt {SANS}}}}}\
         html{{color-scheme:only light;background:#fff;color:#000}}\
         body{{margin:0;font:11pt/1.4 {SANS}}}\
         h1,h2,h3,h4{{margin:0;line-height:1.3;break-after:avoid}}\
         h1{{font-size:22pt}}\
         h2{{font-size:14pt;margin-top:11pt}}\
         h3{{font-size:11.5pt;margin-top:14pt}}\
         h4{{font-size:11pt;margin-top:10pt}}\
         p{{margin:0}}\
         p,div{{overflow-wrap:anywhere;orphans:3;widows:3}}\
         .words{{white-space:pre-wrap;unicode-bidi:plaintext;text-align:start}}\
         .bar{{border-left:3pt solid #000;padding-left:8pt;margin:6pt 0 0}}\
         table{{border-collapse:collapse;margin-top:3pt;width:100%}}\
         tr{{break-inside:avoid}}\
         th,td{{padding:0 0 5pt;vertical-align:baseline;text-align:left}}\
         th{{width:38mm;padding-right:2mm}}\
         .chosen{{white-space:pre-line}}\
         .rule{{border-top:.7pt solid #000;margin-top:6pt;padding-top:6pt}}\
         .first{{break-after:page}}\
         .short{{break-inside:avoid}}\
         @media screen{{body{{max-width:170mm;margin:0 auto;padding:10mm 5mm}}.first{{border-bottom:1px dashed #000;\
         padding-bottom:10mm;margin-bottom:10mm}}}}"
    )
}
