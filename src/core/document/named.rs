//! Named choices: a macro that gives each variant of an enum the name by which a note and the command
//! line know it.

/// The names of a choice, as they stand in a note.
macro_rules! named {
    ($choice:ident { $($variant:ident => $name:literal),* $(,)? }) => {
        impl $choice {
            /// All of them, by name.
            pub const NAMES: &[(&'static str, Self)] = &[$(($name, Self::$variant)),*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }
    };
}

pub(super) use named;
