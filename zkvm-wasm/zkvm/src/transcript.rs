//! What is absorbed before a challenge that depends on it, in one place for prover and verifier.

use blake2::{Blake2s256, Digest};
use stwo::core::channel::{Blake2sChannel, Channel};
use stwo::core::fields::qm31::SecureField;

use crate::layout::Layout;
use crate::public_values::Statement;
use crate::security::Profile;

/// The start: constraints, program, profile, statement and layout. The rest of the program's key follows from its
/// digest, and the commitment to its tables is absorbed next.
pub fn begin(
    program: &[u8; 32],
    profile: Profile,
    statement: &Statement,
    input_read: u32,
    layout: &Layout,
) -> Blake2sChannel {
    let mut channel = Blake2sChannel::default();
    channel.mix_u32s(&words(b"rv32im-stwo proof of execution 1"));
    channel.mix_u32s(&words(&crate::AIR_DIGEST));
    channel.mix_u32s(&words(program));
    channel.mix_u32s(&[profile as u32]);
    profile.config(layout.max_log).mix_into(&mut channel);
    let (input, output) = (digest(statement.input), digest(statement.output));
    channel.mix_u32s(&[statement.exit_code, statement.input.len() as u32, input_read]);
    channel.mix_u32s(&words(&input));
    channel.mix_u32s(&[statement.output.len() as u32]);
    channel.mix_u32s(&words(&output));
    let mut shape = vec![layout.max_log, layout.instances.len() as u32];
    shape.extend(layout.instances.iter().flat_map(|instance| [instance.kind as u32, instance.log_size]));
    channel.mix_u32s(&shape);
    channel
}

/// The sums that the lookups of each component come to, before the interaction columns.
pub fn mix_claimed_sums(channel: &mut Blake2sChannel, claimed_sums: &[SecureField]) {
    channel.mix_felts(claimed_sums);
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Blake2s256::digest(bytes).into()
}

fn words(bytes: &[u8; 32]) -> Vec<u32> {
    let words = bytes.chunks_exact(4);
    words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}
