/*!
The articles that come with the program. Their people, bodies and events are invented.
*/

/// An article that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// A short name, for the command line.
    pub name: &'static str,
    /// The article as plain text.
    pub text: &'static str,
}

/// The built-in articles; the first is what a newcomer sees.
pub fn samples() -> &'static [Sample] {
    &[
        Sample { name: "ferries", text: include_str!("../../assets/samples/ferries.txt") },
        Sample { name: "reservoir", text: include_str!("../../assets/samples/reservoir.txt") },
        Sample { name: "oxygen", text: include_str!("../../assets/samples/oxygen.txt") },
    ]
}
