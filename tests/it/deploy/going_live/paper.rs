//! GOING-LIVE as somebody reads it who types what it says: its blocks of commands, in their order.

use std::collections::VecDeque;

use crate::support::deployed::deployed;

/// What is left to type, and how much was typed.
pub struct Paper {
    text: String,
    blocks: VecDeque<Block>,
    typed: usize,
}

/// What stands between two fences. One that is typed has no word behind the first.
struct Block {
    heading: String,
    word: String,
    lines: Vec<String>,
}

impl Paper {
    /// With these replacements, each of which stands somewhere in it, and from this heading on.
    pub fn from(heading: &str, replacements: &[(&str, &str)]) -> Self {
        let text = deployed("GOING-LIVE.md", replacements);
        let mut blocks = blocks(&text);
        while blocks.front().is_some_and(|block| block.heading != heading) {
            blocks.pop_front();
        }
        blocks.retain(|block| block.word.is_empty());
        Self { text, blocks, typed: 0 }
    }

    /// The commands of the next block, which stands under this heading. They count as typed.
    pub fn types(&mut self, heading: &str) -> Vec<String> {
        let block = self.blocks.pop_front().expect("a block of commands");
        assert_eq!(block.heading, heading, "{:?}", block.lines);
        let commands = commands(block.lines);
        self.typed += commands.len();
        commands
    }

    /// The first command of the next block, of which the others are passed.
    pub fn types_first(&mut self, heading: &str) -> String {
        let commands = self.passes(heading);
        self.typed += 1;
        commands.into_iter().next().unwrap()
    }

    /// The commands of a block that this walk does not type, for a reason that stands where this is called.
    pub fn passes(&mut self, heading: &str) -> Vec<String> {
        let before = self.typed;
        let commands = self.types(heading);
        self.typed = before;
        commands
    }

    /// What stands in the blocks of this kind under a heading, which nobody types.
    pub fn shows(&self, heading: &str, word: &str) -> Vec<String> {
        let of = |block: &Block| block.heading == heading && block.word == word;
        blocks(&self.text).into_iter().filter(of).map(|block| block.lines.join("\n") + "\n").collect()
    }

    /// How many commands were typed until now.
    pub fn typed(&self) -> usize {
        self.typed
    }

    /// Under which headings the blocks stand that are left.
    pub fn left(&self) -> Vec<&str> {
        let mut headings: Vec<&str> = self.blocks.iter().map(|block| block.heading.as_str()).collect();
        headings.dedup();
        headings
    }
}

fn blocks(text: &str) -> VecDeque<Block> {
    let mut blocks = VecDeque::new();
    let mut heading = "";
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(word)) => {
                open = Some(Block { heading: heading.into(), word: word.into(), lines: Vec::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.lines.push(line.into()),
            (None, None) if line.starts_with('#') => heading = line.trim_start_matches('#').trim(),
            (None, None) => {}
        }
    }
    blocks
}

/// One command for each line that is typed; a document that follows one belongs to it.
fn commands(lines: Vec<String>) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut is_document = false;
    for line in lines {
        if is_document {
            let command = commands.last_mut().unwrap();
            command.push('\n');
            command.push_str(&line);
            is_document = line != "END";
        } else {
            is_document = line.contains("<< 'END'");
            commands.push(line);
        }
    }
    commands
}
