use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::TimeDelta;
use kernel::capability::{Capability, Hears, JobContext, JobKind, Registry};
use kernel::core::BoxFuture;
use kernel::jobs::{self, Filter, Options, State, Worker};
use kernel::{Actor, Audited, Error, Event, Result, Subject};
use testing::Installation;
use testing::tokio;
use uuid::Uuid;

fn event(name: &'static str) -> Event {
    Event::of_installation(name, Subject::new("test.thing", Uuid::nil()))
}

/// Leaves one audit entry: an effect that can be counted.
fn mark(context: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let tx = context.write().await?;
        let happened = event("test.marked").with(context.payload.clone());
        context.finish(tx, Audited::new((), happened)).await.map(|_| ())
    })
}

fn fail(_: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async { Err(Error::internal("no luck")) })
}

fn panic(_: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async { panic!("oh no") })
}

/// Reads at leisure, and by then has lost its lease: the clock says so.
static FROZEN: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(0);
static REFUSED: AtomicI64 = AtomicI64::new(0);

fn freeze_first(context: JobContext) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        if context.attempt == 1 && context.payload["freeze"] == true {
            FROZEN.acquire().await.unwrap().forget();
        }
        let begun = context.write().await;
        if begun.is_err() {
            REFUSED.fetch_add(1, Ordering::SeqCst);
        }
        context.finish(begun?, Audited::new((), event("test.marked"))).await.map(|_| ())
    })
}

const fn kind(
    name: &'static str,
    run: fn(JobContext) -> BoxFuture<'static, Result<()>>,
) -> JobKind {
    JobKind { name, run, every: None }
}

fn capability() -> Capability {
    Capability {
        name: "test",
        jobs: vec![
            kind("test.mark", mark),
            kind("test.fail", fail),
            kind("test.panic", panic),
            kind("test.freeze", freeze_first),
        ],
        hears: &[
            Hears { event: "test.happened.v1", job: "test.mark" },
            Hears { event: "test.happened.v1", job: "test.fail" },
            Hears { event: "test.other.v1", job: "test.mark" },
        ],
        ..Capability::default()
    }
}

fn worker(it: &Installation) -> Worker {
    Worker::new(Arc::clone(&it.core), &Registry { capabilities: vec![capability()] })
}

async fn queue(it: &Installation, kind: &'static str, options: Options) -> Uuid {
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    let id = jobs::enqueue(&tx, kind, &serde_json::json!({ "n": 1 }), options).await.unwrap();
    tx.commit(Audited::new(id, event("test.queued"))).await.unwrap().value
}

async fn marked(it: &Installation) -> i64 {
    let tx = it.core.read().await.unwrap();
    tx.count("SELECT COUNT(*) FROM audit WHERE name = 'test.marked'", vec![]).await.unwrap()
}

async fn states(it: &Installation) -> Vec<(String, i64)> {
    jobs::counts(&it.core.read().await.unwrap()).await.unwrap()
}

fn is(states: &[(String, i64)], expected: &[(&str, i64)]) -> bool {
    states.iter().map(|(s, n)| (s.as_str(), *n)).eq(expected.iter().copied())
}

testing::both! {
    async fn a_job_runs_once_its_time_has_come(on: Both) {
        let it = on.install(&[capability]).await;
        let worker = worker(&it);
        queue(&it, "test.mark", Options::default()).await;
        let later = it.core.clock.now() + TimeDelta::hours(1);
        queue(&it, "test.mark", Options { run_at: Some(later), ..Options::default() }).await;
        assert_eq!(worker.run_due(100).await.unwrap(), 1);
        assert_eq!(worker.run_due(100).await.unwrap(), 0);
        it.clock.advance(TimeDelta::hours(1));
        assert_eq!(worker.run_due(100).await.unwrap(), 1);
        assert_eq!(marked(&it).await, 2);
        assert!(is(&states(&it).await, &[("done", 2)]));
    }

    async fn every_statement_of_the_kernel_is_understood(on: Both) {
        let it = on.install(&[]).await;
        for (name, sql) in kernel::capability().statements {
            it.core.db.prepare(&name.to_lowercase(), sql).await.expect(name);
        }
    }

    async fn nothing_is_queued_when_the_change_is_not_kept(on: Both) {
        let it = on.install(&[capability]).await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        jobs::enqueue(&tx, "test.mark", &1, Options::default()).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(worker(&it).run_due(100).await.unwrap(), 0);
    }

    async fn a_key_queues_once(on: Both) {
        let it = on.install(&[capability]).await;
        let options = || Options { dedupe_key: Some("k".into()), ..Options::default() };
        let first = queue(&it, "test.mark", options()).await;
        assert_eq!(queue(&it, "test.mark", options()).await, first);
        worker(&it).run_due(100).await.unwrap();
        assert_eq!(queue(&it, "test.mark", options()).await, first);
        assert_eq!(worker(&it).run_due(100).await.unwrap(), 0);
        assert_eq!(marked(&it).await, 1);
    }

    async fn an_event_is_heard_by_all_that_hear_it(on: Both) {
        let it = on.install(&[capability]).await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let content = serde_json::json!({ "id": 7 });
        assert_eq!(jobs::raise(&tx, "test.happened.v1", None, &content).await.unwrap(), 2);
        assert_eq!(jobs::raise(&tx, "test.unheard.v1", None, &1).await.unwrap(), 0);
        tx.commit(Audited::new((), event("test.happened"))).await.unwrap();
        assert_eq!(worker(&it).run_due(100).await.unwrap(), 2);
        let tx = it.core.read().await.unwrap();
        let detail: Option<String> = tx
            .scalar("SELECT detail FROM audit WHERE name = 'test.marked'", vec![]).await.unwrap();
        assert_eq!(detail.unwrap(), r#"{"id":7}"#);
    }

    async fn a_job_that_fails_is_tried_again_ever_later_and_then_stays_failed(on: Both) {
        let it = on.install(&[capability]).await;
        let worker = worker(&it);
        let id = queue(&it, "test.fail", Options::default()).await;
        queue(&it, "test.panic", Options::default()).await;
        assert_eq!(worker.run_due(100).await.unwrap(), 2);
        // Not before half a minute, and then not before another whole one.
        it.clock.advance(TimeDelta::seconds(29));
        assert_eq!(worker.run_due(100).await.unwrap(), 0);
        it.clock.advance(TimeDelta::seconds(1));
        assert_eq!(worker.run_due(100).await.unwrap(), 2);
        it.clock.advance(TimeDelta::seconds(59));
        assert_eq!(worker.run_due(100).await.unwrap(), 0);
        for _ in 0..20 {
            it.clock.advance(TimeDelta::hours(1));
            worker.run_due(100).await.unwrap();
        }
        let failed = Filter { state: Some(State::Failed), ..Filter::default() };
        let (list, count) = jobs::list(&it.core.read().await.unwrap(), &failed, 10, 0).await.unwrap();
        assert_eq!((count, list.iter().map(|j| j.attempts).collect::<Vec<_>>()), (2, vec![10, 10]));
        assert!(list.iter().any(|j| j.last_error.as_deref() == Some("internal: no luck")));
        assert!(list.iter().any(|j| j.last_error.as_deref() == Some("internal: the job panicked")));

        // The administrator tries again, and gives up.
        let tx = it.core.write(&Actor::public()).await.unwrap();
        assert!(matches!(jobs::retry(&tx, id).await, Err(Error::Forbidden(_))));
        drop(tx);
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let done = jobs::retry(&tx, id).await.unwrap();
        tx.commit(done).await.unwrap();
        assert_eq!(worker.run_due(100).await.unwrap(), 1);
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        assert!(matches!(jobs::discard(&tx, id).await, Err(Error::NotFound)), "it waits again");
    }

    async fn workers_share_the_queue_and_run_each_job_once(on: Both) {
        let it = on.install(&[capability]).await;
        for _ in 0..40 {
            queue(&it, "test.mark", Options::default()).await;
        }
        let (a, b, c) = (worker(&it), worker(&it), worker(&it));
        let (a, b, c) = tokio::join!(a.run_due(100), b.run_due(100), c.run_due(100));
        assert_eq!(a.unwrap() + b.unwrap() + c.unwrap(), 40);
        assert_eq!(marked(&it).await, 40);
    }

    async fn a_recurring_job_runs_once_a_tick_however_many_servers(on: Both) {
        let it = on.install(&[]).await;
        let servers: Vec<Worker> = (0..3)
            .map(|_| {
                let mut daily = capability();
                daily.jobs = vec![JobKind { every: Some("0 9 * * *"), ..kind("test.mark", mark) }];
                Worker::new(Arc::clone(&it.core), &Registry { capabilities: vec![daily] })
            })
            .collect();
        for server in &servers {
            assert_eq!(server.run_due(10).await.unwrap(), 0);
        }
        for day in 1..=3 {
            it.clock.advance(TimeDelta::days(1));
            for server in &servers {
                server.run_due(10).await.unwrap();
            }
            assert_eq!(marked(&it).await, day);
        }
        // No server for a week: made up for once.
        it.clock.advance(TimeDelta::days(7));
        for server in &servers {
            server.run_due(10).await.unwrap();
        }
        assert_eq!(marked(&it).await, 4);
    }

    async fn a_kind_that_this_server_does_not_know_is_left_alone(on: Both) {
        let it = on.install(&[]).await;
        queue(&it, "test.of-a-newer-version", Options::default()).await;
        assert_eq!(worker(&it).run_due(10).await.unwrap(), 0);
        assert!(is(&states(&it).await, &[("queued", 1)]));
    }

    async fn a_worker_that_died_loses_its_job_to_another(on: Both) {
        let it = on.install(&[]).await;
        queue(&it, "test.mark", Options::default()).await;
        // What a worker leaves behind that was killed after it took the job.
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        tx.exec("UPDATE job SET state = 'running', attempts = 1, lease = $1, next_at = $2",
            kernel::values![tx.id(), tx.now() + TimeDelta::minutes(2)]).await.unwrap();
        tx.commit(Audited::new((), event("test.died"))).await.unwrap();
        assert_eq!(worker(&it).run_due(10).await.unwrap(), 0);
        it.clock.advance(TimeDelta::minutes(3));
        assert_eq!(worker(&it).run_due(10).await.unwrap(), 1);
        assert_eq!(marked(&it).await, 1);
    }

    async fn a_job_that_kills_its_workers_is_given_up(on: Both) {
        let it = on.install(&[]).await;
        queue(&it, "test.mark", Options::default()).await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        tx.exec("UPDATE job SET state = 'running', attempts = 10, lease = $1, next_at = $2",
            kernel::values![tx.id(), tx.now()]).await.unwrap();
        tx.commit(Audited::new((), event("test.died"))).await.unwrap();
        it.clock.advance(TimeDelta::minutes(3));
        assert_eq!(worker(&it).run_due(10).await.unwrap(), 0);
        assert!(is(&states(&it).await, &[("failed", 1)]));
    }

    async fn what_was_done_is_kept_for_thirty_days(on: Both) {
        let it = on.install(&[]).await;
        let worker = Worker::new(Arc::clone(&it.core), &Registry {
            capabilities: vec![capability(), kernel::capability()],
        });
        queue(&it, "test.mark", Options::default()).await;
        worker.run_due(10).await.unwrap();
        it.clock.advance(TimeDelta::days(29));
        worker.run_due(10).await.unwrap();
        let mine = Filter { kind: Some("test.mark".into()), ..Filter::default() };
        assert_eq!(jobs::list(&it.core.read().await.unwrap(), &mine, 9, 0).await.unwrap().1, 1);
        it.clock.advance(TimeDelta::days(2));
        worker.run_due(10).await.unwrap();
        assert_eq!(jobs::list(&it.core.read().await.unwrap(), &mine, 9, 0).await.unwrap().1, 0);
    }

    async fn the_loop_runs_what_comes_and_stops_when_asked(on: Both) {
        let it = on.install(&[]).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = worker(&it);
        let running = tokio::spawn(async move {
            worker.run_until(async { let _ = stopped.await; }).await;
        });
        for _ in 0..10 {
            queue(&it, "test.mark", Options::default()).await;
        }
        while marked(&it).await < 10 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        stop.send(()).unwrap();
        running.await.unwrap();
    }
}

/// F12: a worker is frozen in the middle of a job, its lease ends, another does the job; the first
/// wakes up and can change nothing. One test after the other, for they share the freezer.
#[tokio::test(crate = "testing::tokio")]
async fn a_frozen_worker_that_wakes_is_fenced_off() {
    for on in [testing::Both::Sqlite, testing::Both::Postgres] {
        let it = on.install(&[]).await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let frozen = serde_json::json!({ "freeze": true });
        jobs::enqueue(&tx, "test.freeze", &frozen, Options::default()).await.unwrap();
        tx.commit(Audited::new((), event("test.queued"))).await.unwrap();
        let first = worker(&it);
        let first = tokio::spawn(async move { first.run_due(1).await });
        while !is(&states(&it).await, &[("running", 1)]) {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        it.clock.advance(TimeDelta::minutes(3));
        assert_eq!(worker(&it).run_due(1).await.unwrap(), 1);
        assert_eq!(marked(&it).await, 1);
        let before = REFUSED.load(Ordering::SeqCst);
        FROZEN.add_permits(1);
        first.await.unwrap().unwrap();
        assert_eq!(REFUSED.load(Ordering::SeqCst), before + 1);
        assert_eq!(marked(&it).await, 1, "its effect happened once");
        assert!(is(&states(&it).await, &[("done", 1)]));
    }
}
