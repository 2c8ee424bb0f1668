use kernel::error::Result;
use kernel::{Audited, WriteTx};
use thread::actions::receive::{Received, receive};
use thread::model::new_voice::NewVoice;

use crate::permissions::ENTER;
use crate::store::fft::{self, Delta, figure};

/// Enters what came by letter, telephone, e-mail or otherwise. A Friends and Family answer on a
/// card counts towards the figures.
pub async fn enter(tx: &WriteTx, voice: NewVoice) -> Result<Audited<Received>> {
    tx.actor().require(voice.body, ENTER)?;
    let (body, service, said_on) = (voice.body, voice.service, voice.said_on);
    let code = voice.score.and_then(|score| u8::try_from(score).ok());
    let done = receive(tx, voice).await?;
    if let Some(code) = code
        && !done.value().again
    {
        let delta = Delta::from([(figure(service, said_on, code), 1)]);
        fft::change(tx, body, &delta).await?;
    }
    Ok(done)
}
