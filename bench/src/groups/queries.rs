//! What staff ask of a million voices: the inbox a page at a time, search, coverage, figures.

use std::time::Instant;

use anyhow::{Result, bail};
use bench::drive::Measured;
use bench::figures::{Goal, Line, Table, millis, plain};
use bench::words::Dice;
use bench::world::World;
use kernel::{ReadTx, values};
use thread::queries;
use thread::store::listing::{Filter, From};
use uuid::Uuid;

use super::{Extent, import};

/// Times that each is asked.
const TIMES: u64 = 200;
/// Rows of a page.
const ROWS: usize = 50;

/// What is asked.
#[derive(Debug, Clone, Copy)]
enum Ask {
    First,
    Deep,
    ByService,
    ByScoreDeep,
    ByTheme,
    Unthemed,
    Search,
    SearchRare,
    Count,
    Coverage,
    States,
    Months,
    Themes,
}

const ALL: [(Ask, &str); 13] = [
    (Ask::First, "inbox, newest page"),
    (Ask::Deep, "inbox, a page anywhere in it"),
    (Ask::ByService, "inbox of one service, a page anywhere"),
    (Ask::ByScoreDeep, "inbox of one score, a page anywhere"),
    (Ask::ByTheme, "inbox of one theme, newest page"),
    (Ask::Unthemed, "inbox of what has no theme yet"),
    (Ask::Search, "inbox by two common words"),
    (Ask::SearchRare, "inbox by words that are nowhere"),
    (Ask::Count, "count of a filter, to 10,000"),
    (Ask::Coverage, "coverage of the body"),
    (Ask::States, "voices by state"),
    (Ask::Months, "voices by month"),
    (Ask::Themes, "themes of a codebook with their figures"),
];

/// Things to ask about.
struct Known {
    body: Uuid,
    ids: Vec<Uuid>,
    services: Vec<Uuid>,
    themes: Vec<Uuid>,
    codebook: Option<Uuid>,
}

impl Known {
    async fn look(world: &World, tx: &ReadTx) -> Result<Self> {
        let body = world.body.id;
        let ids = |sql: &'static str| async move {
            let rows = tx.rows(sql, values![body]).await?;
            let ids: Result<Vec<Uuid>, _> = rows.iter().map(|r| r.try_get_by_index(0)).collect();
            anyhow::Ok(ids?)
        };
        let codebooks = queries::codebooks(tx, body).await?;
        Ok(Self {
            body,
            // Every voice's id begins with its time: any id between the first and last will do.
            ids: ids("SELECT id FROM thread_voice WHERE body_id = $1 LIMIT 100000").await?,
            services: ids("SELECT DISTINCT service_id FROM (SELECT service_id FROM thread_voice \
                           WHERE body_id = $1 AND service_id IS NOT NULL LIMIT 10000) s")
            .await?,
            themes: ids("SELECT DISTINCT theme_id FROM (SELECT theme_id FROM thread_assignment \
                         WHERE body_id = $1 LIMIT 10000) s")
            .await?,
            codebook: codebooks.first().map(|c| c.id),
        })
    }
}

fn one(of: &[Uuid], dice: &mut Dice) -> Option<Uuid> {
    of.get(usize::try_from(dice.below(of.len() as u64)).unwrap_or(0)).copied()
}

async fn page(tx: &ReadTx, filter: Filter, from: From) -> Result<()> {
    queries::list_voices(tx, &filter, from, ROWS).await?;
    Ok(())
}

async fn ask(what: Ask, world: &World, known: &Known, dice: &mut Dice) -> Result<()> {
    let tx = world.core.read().await?;
    let counted = || Filter::counted(known.body);
    let anywhere = match one(&known.ids, dice) {
        Some(id) => From::Before(id),
        None => bail!("there are no voices"),
    };
    let common = |words: &str| Filter { words: Some(words.to_owned()), ..counted() };
    match what {
        Ask::First => page(&tx, counted(), From::Newest).await,
        Ask::Deep => page(&tx, counted(), anywhere).await,
        Ask::ByService => {
            let service = one(&known.services, dice);
            page(&tx, Filter { service, ..counted() }, anywhere).await
        }
        Ask::ByScoreDeep => {
            let score = Some(1 + i64::try_from(dice.below(5))?);
            page(&tx, Filter { score, ..counted() }, anywhere).await
        }
        Ask::ByTheme => {
            let theme = one(&known.themes, dice);
            page(&tx, Filter { theme, ..counted() }, From::Newest).await
        }
        Ask::Unthemed => page(&tx, Filter { themed: Some(false), ..counted() }, From::Newest).await,
        Ask::Search => page(&tx, common("appointment telephone"), From::Newest).await,
        Ask::SearchRare => page(&tx, common("xylophone zeppelin"), From::Newest).await,
        Ask::Count => {
            let score = Some(1 + i64::try_from(dice.below(5))?);
            queries::count_voices(&tx, &Filter { score, ..counted() }, 10_000).await?;
            Ok(())
        }
        Ask::Coverage => {
            let today = world.core.clock.today();
            queries::coverage(&tx, known.body, known.body, today).await?;
            Ok(())
        }
        Ask::States => {
            queries::states(&tx, known.body).await?;
            Ok(())
        }
        Ask::Months => {
            queries::months_of(&tx, known.body, known.body).await?;
            Ok(())
        }
        Ask::Themes => {
            if let Some(codebook) = known.codebook {
                queries::themes_of(&tx, known.body, codebook).await?;
            }
            Ok(())
        }
    }
}

async fn time(what: Ask, world: &World, known: &Known) -> Result<Measured> {
    let mut dice = Dice::new(3);
    let mut waits = Vec::new();
    let whole = Instant::now();
    for n in 0..TIMES {
        let began = Instant::now();
        ask(what, world, known, &mut dice).await?;
        waits.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
        // A question that takes long is asked seldom: its figure is clear all the same.
        if whole.elapsed().as_secs() > 10 && n >= 5 {
            break;
        }
    }
    Ok(Measured::of(waits, 0, None, whole.elapsed()))
}

/// Asks each many times; the database that the import left, or one made here.
pub async fn run(table: &mut Table, extent: &Extent) -> Result<()> {
    let plan = import::million(extent)?;
    let world = World::open(&plan.url()).await?;
    if !plan.folder.join("done").exists() {
        import::fill(&world, extent.many, 2_000, Some(5)).await?;
        std::fs::write(plan.folder.join("done"), "")?;
    }
    let began = Instant::now();
    let tx = world.core.read().await?;
    let count = tx.count("SELECT COUNT(*) FROM thread_voice", values![]).await?;
    let scan = began.elapsed();
    table.section(format!("Questions asked of {} voices", plain(count as f64)));
    table.add(Line::new("floor: COUNT(*) over the voices", millis(scan), "ms"));
    let known = Known::look(&world, &tx).await?;
    drop(tx);
    for (what, name) in ALL {
        let measured = time(what, &world, &known).await?;
        let line = Line::new(name, millis(measured.p50), "ms")
            .more(format!("{}; asked {} times", measured.told(), measured.count))
            .against("COUNT(*)", millis(scan));
        table.add(line.goal(Goal::AtMost(100.0)));
    }
    world.core.db.clone().close().await?;
    Ok(())
}
