//! Many voices at once: staged in chunks, visible all at once or not at all.
//!
//! Each voice of an import has a salted commitment of its own. They are the leaves of one tree,
//! whose root enters the record when the import is activated: one entry for them all, and still
//! each can be proved.

use std::collections::{BTreeMap, HashSet};

use data_encoding::HEXLOWER;
use kernel::clock::day_of;
use kernel::error::{Error, Result};
use kernel::record::Pending;
use kernel::{Audited, Event, Subject, Tx, WriteTx, search};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::receive::standing;
use super::{found_by, require, voice_subject};
use crate::model::facets::Delta;
use crate::model::new_voice::NewVoice;
use crate::model::theme::AssignmentState;
use crate::permissions;
use crate::store::assignments::{self, NewAssignment};
use crate::store::imports::{self, Import, NewLeaf};
use crate::store::voices::{self, Prepared};
use crate::store::{BATCH, counts, themes};

/// A voice in a file: the voice, and the themes that the file says it makes.
#[derive(Debug, Clone)]
pub struct Staged {
    /// The voice. Its idempotency key says which row of which file it is.
    pub voice: NewVoice,
    /// Themes of codebooks that the body reads with.
    pub themes: Vec<Uuid>,
}

/// What became of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Chunk {
    /// Voices stored.
    pub added: usize,
    /// Voices that were there already.
    pub again: usize,
}

/// What became of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Activated {
    /// Voices that are now there.
    pub voices: i64,
    /// Root of the tree over their commitments, 64 hexadecimal digits.
    pub root: String,
}

fn subject(import: Uuid) -> Subject {
    Subject::new("thread.import", import)
}

/// Begins an import into a body's record.
pub async fn begin_import(tx: &WriteTx, body: Uuid, source: &'static str) -> Result<Audited<Uuid>> {
    require(tx, body, permissions::IMPORT)?;
    let id = tx.id();
    imports::begin(tx, id, body, source, ledger::Frontier::new().to_bytes()).await?;
    Ok(Audited::new(id, Event::new("thread.import.begun", body, subject(id))))
}

/// An import of a body.
pub async fn import(tx: &Tx, body: Uuid, id: Uuid) -> Result<Import> {
    imports::find(tx, id).await?.filter(|i| i.body_id == body).ok_or(Error::NotFound)
}

async fn staged_import(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Import> {
    require(tx, body, permissions::IMPORT)?;
    let import = imports::lock(tx, id).await?.filter(|i| i.body_id == body);
    let import = import.ok_or(Error::NotFound)?;
    if import.state == "staged" { Ok(import) } else { Err(Error::refused("thread-import-closed")) }
}

/// Stages a chunk of any size; nobody sees it yet. Rows that are there already, by their key, are
/// passed over, so that a chunk can be sent again.
pub async fn stage(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    voices: Vec<Staged>,
) -> Result<Audited<Chunk>> {
    let import = staged_import(tx, body, id).await?;
    let mut frontier = ledger::Frontier::from_bytes(&import.frontier).map_err(Error::internal)?;
    let codebooks = codebooks_of(tx, body, &voices).await?;
    let mut chunk = Chunk { added: 0, again: 0 };
    let mut voices = voices.into_iter().peekable();
    while voices.peek().is_some() {
        let some: Vec<Staged> = voices.by_ref().take(BATCH).collect();
        let sent = some.len();
        let added = stage_some(tx, &import, &mut frontier, &codebooks, some).await?;
        chunk.added += added;
        chunk.again += sent - added;
    }
    let voices = i64::try_from(frontier.size()).map_err(Error::internal)?;
    if !imports::staged(tx, id, voices, frontier.to_bytes()).await? {
        return Err(Error::refused("thread-import-closed"));
    }
    let event = Event::new("thread.import.staged", body, subject(id)).with(json!(chunk));
    Ok(Audited::new(chunk, event))
}

/// The codebook of each theme that the chunk names; a theme that is not the body's is refused.
async fn codebooks_of(tx: &WriteTx, body: Uuid, voices: &[Staged]) -> Result<BTreeMap<Uuid, Uuid>> {
    let mut ids: Vec<Uuid> = voices.iter().flat_map(|v| v.themes.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = BTreeMap::new();
    for some in ids.chunks(BATCH) {
        for (theme, codebook, _) in themes::some(tx, body, some).await? {
            found.insert(theme, codebook);
        }
    }
    if found.len() == ids.len() { Ok(found) } else { Err(Error::NotFound) }
}

async fn stage_some(
    tx: &WriteTx,
    import: &Import,
    frontier: &mut ledger::Frontier,
    codebooks: &BTreeMap<Uuid, Uuid>,
    some: Vec<Staged>,
) -> Result<usize> {
    let today = day_of(tx.now());
    let mut points = Vec::with_capacity(some.len());
    let mut prepared = Vec::with_capacity(some.len());
    for Staged { mut voice, mut themes } in some {
        voice.body = import.body_id;
        let voice = voice.prepare(today)?;
        themes.sort_unstable();
        themes.dedup();
        let reference = kernel::ids::reference(&*tx.core().chance);
        prepared.push(Prepared {
            id: tx.id(),
            reference,
            voice,
            import: Some(import.id),
            themes: themes.len(),
        });
        points.push(themes);
    }
    let new: HashSet<Uuid> = voices::insert(tx, &prepared).await?.into_iter().collect();
    let mut contacts = Vec::new();
    let mut given = Vec::new();
    let mut leaves = Vec::new();
    let mut entries = Vec::new();
    let mut delta = Delta::new();
    for (one, themes) in prepared.iter().zip(points).filter(|(one, _)| new.contains(&one.id)) {
        if let Some(contact) = &one.voice.contact {
            contacts.push((one.id, import.body_id, contact));
        }
        let themes: Vec<(Uuid, Uuid)> = themes
            .iter()
            .filter_map(|theme| codebooks.get(theme).map(|codebook| (*codebook, *theme)))
            .collect();
        delta.enter(&standing(one.id, &one.voice, themes.clone()));
        given.extend(themes.into_iter().map(|point| given_by_file(import, one.id, point)));
        leaves.push(leaf(tx, frontier, one)?);
        let (words, language) = (&one.voice.words, one.voice.language.as_deref());
        entries.push(found_by(one.id, import.body_id, &one.reference, words, language));
    }
    voices::insert_contacts(tx, &contacts).await?;
    assignments::assign(tx, &given).await?;
    imports::insert_leaves(tx, import.id, leaves).await?;
    search::put_many(tx, entries).await?;
    counts::change_staged(tx, import.id, &delta).await?;
    Ok(new.len())
}

fn given_by_file(import: &Import, voice: Uuid, (codebook, theme): (Uuid, Uuid)) -> NewAssignment {
    NewAssignment {
        voice,
        theme,
        codebook,
        body: import.body_id,
        state: AssignmentState::Assigned,
        account: None,
        made_by: format!("import:{}", import.id),
        evidence: None,
        from_theme: None,
    }
}

fn leaf(tx: &WriteTx, frontier: &mut ledger::Frontier, one: &Prepared) -> Result<NewLeaf> {
    let content = serde_json::to_vec(&one.voice.content())?;
    let mut salt = [0u8; 32];
    tx.core().chance.fill(&mut salt);
    let commitment = ledger::commitment(&salt, &content);
    let position = i64::try_from(frontier.size()).map_err(Error::internal)?;
    frontier.append(ledger::leaf_hash(&commitment));
    Ok(NewLeaf { position, voice: one.id, commitment, salt, content })
}

/// Makes an import visible, all at once: a few rows change, however many voices it has.
pub async fn activate_import(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Audited<Activated>> {
    let import = staged_import(tx, body, id).await?;
    let frontier = ledger::Frontier::from_bytes(&import.frontier).map_err(Error::internal)?;
    if !imports::activate(tx, id).await? {
        return Err(Error::refused("thread-import-closed"));
    }
    counts::activate(tx, body, id).await?;
    let activated = Activated { voices: import.voices, root: HEXLOWER.encode(&frontier.root()) };
    let content = json!({ "voices": activated.voices, "root": activated.root });
    tx.record(Pending::json(body, "thread.import.activated", subject(id), &content)?).await;
    let event = Event::new("thread.import.activated", body, subject(id)).with(content);
    Ok(Audited::new(activated, event))
}

/// Gives an import up before it was activated, and takes some of its voices away. Call it again
/// while it says that there are more.
pub async fn discard_import(tx: &WriteTx, body: Uuid, id: Uuid) -> Result<Audited<bool>> {
    require(tx, body, permissions::IMPORT)?;
    import(tx, body, id).await?;
    if !imports::discard(tx, id).await? {
        return Err(Error::refused("thread-import-closed"));
    }
    counts::forget(tx, id).await?;
    let deleted = imports::delete_some(tx, id).await?;
    for voice in &deleted {
        search::remove(tx, &voice_subject(*voice)).await?;
    }
    let event = Event::new("thread.import.discarded", body, subject(id))
        .with(json!({ "voices": deleted.len() }));
    Ok(Audited::new(!deleted.is_empty(), event))
}

/// That one voice of an import is among those whose root is in the record.
#[derive(Debug, Clone)]
pub struct ImportProof {
    /// Its place among the leaves.
    pub position: u64,
    /// How many leaves there are.
    pub size: u64,
    /// Its salted commitment; the leaf is the RFC 6962 leaf hash of these bytes.
    pub commitment: ledger::Hash,
    /// The hashes beside the path, the leaf's neighbour first.
    pub path: Vec<ledger::Hash>,
    /// The root, as the record's entry gives it.
    pub root: ledger::Hash,
}

/// Proves that an imported voice is under the root of its import. Reads every commitment of the
/// import: for a proof, not for a page.
pub async fn prove_imported(tx: &Tx, body: Uuid, voice: Uuid) -> Result<ImportProof> {
    let found = voices::find(tx, body, voice).await?.ok_or(Error::NotFound)?;
    let import = found.import_id.ok_or(Error::NotFound)?;
    let leaf = imports::leaf(tx, voice).await?.ok_or(Error::NotFound)?;
    let hash = |bytes: &[u8]| -> Result<ledger::Hash> {
        bytes.try_into().map_err(|_| Error::internal("a commitment of another length"))
    };
    let mut leaves = Vec::new();
    for commitment in imports::commitments(tx, import).await? {
        leaves.push(ledger::leaf_hash(&hash(&commitment)?));
    }
    let position = u64::try_from(leaf.position).map_err(Error::internal)?;
    let size = u64::try_from(leaves.len()).map_err(Error::internal)?;
    let within = |part: &ledger::Subtree| -> Result<ledger::Hash> {
        let from = usize::try_from(part.first_leaf()).map_err(Error::internal)?;
        let count = usize::try_from(part.leaves()).map_err(Error::internal)?;
        let some = leaves.get(from..from + count).unwrap_or_default();
        Ok(ledger::root_of_range(some))
    };
    let mut path = Vec::new();
    for parts in ledger::inclusion_plan(position, size) {
        let hashes = parts.iter().map(within).collect::<Result<Vec<_>>>()?;
        path.push(ledger::combine(&hashes));
    }
    let root = ledger::root_of_range(&leaves);
    Ok(ImportProof { position, size, commitment: hash(&leaf.commitment)?, path, root })
}
