use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use kernel::config::MailGuard;
use kernel::mail::{self, Filter, Letter, Postman, Recipient, State, Waiting};
use kernel::{Actor, Audited, Core, Error, Event, Subject};
use testing::{Installation, tokio};
use uuid::Uuid;

use crate::post_office::{Act, PostOffice};

/// The installation's services again, with a mail server.
fn with_mail(it: &Installation, office: &PostOffice) -> Arc<Core> {
    let mut settings = it.core.settings.clone();
    settings.mail.enabled = true;
    settings.mail.host = "127.0.0.1".into();
    settings.mail.port = office.port;
    settings.mail.guard = MailGuard::None;
    settings.mail.from = "post@yousaid.example".into();
    settings.mail.timeout = 1;
    settings.server.address = "https://yousaid.example".into();
    Arc::new(Core {
        db: it.core.db.clone(),
        clock: Arc::clone(&it.core.clock),
        chance: Arc::clone(&it.core.chance),
        settings,
        secrets: it.core.secrets.clone(),
        gates: Vec::new(),
        hears: Vec::new(),
    })
}

pub(crate) fn postman(it: &Installation, office: &PostOffice) -> Postman {
    Postman::new(with_mail(it, office)).unwrap()
}

pub(crate) fn letter(to: &str) -> Letter {
    Letter {
        to: Recipient::new(to, "Jo").unwrap(),
        body: None,
        subject: "Your reference".into(),
        text: "Thank you.\n".into(),
        html: None,
        headers: Vec::new(),
        unsubscribe_url: None,
        purpose: "test.receipt",
        about: Subject::new("test.voice", Uuid::nil()),
        dedupe_key: None,
        opens: false,
    }
}

pub(crate) fn done() -> Audited<()> {
    Audited::new((), Event::of_installation("test.wrote", Subject::new("test", Uuid::nil())))
}

pub(crate) async fn post(it: &Installation, letters: Vec<Letter>) -> Vec<Uuid> {
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    let mut ids = Vec::new();
    for letter in letters {
        ids.push(mail::send(&tx, letter).await.unwrap());
    }
    tx.commit(done()).await.unwrap();
    ids
}

async fn in_state(it: &Installation, state: State) -> Vec<mail::Entry> {
    let which = Filter { state: Some(state), ..Filter::default() };
    mail::list(&it.core.read().await.unwrap(), &which, 1000, 0).await.unwrap().0
}

async fn retry(it: &Installation, id: Uuid) {
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    let again = mail::retry(&tx, id).await.unwrap();
    tx.commit(again).await.unwrap();
}

testing::both! {
    async fn a_letter_arrives_once_to_one_person_with_its_headers(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::Take).await;
        let body = it.body("havering").await;
        let ids = post(&it, vec![Letter {
            body: Some(body.id),
            subject: "Diolch yn fawr, Siân – £5".into(),
            html: Some("<p>Thank you, Siân.</p>".into()),
            headers: vec![("Content-Language", "cy".into())],
            unsubscribe_url: Some(format!("https://yousaid.example/unsubscribe/{}", "x".repeat(200))),
            ..letter("jo@home.example")
        }]).await;
        let postman = postman(&it, &office);
        assert_eq!(postman.run_due().await.unwrap(), 1);
        assert_eq!(postman.run_due().await.unwrap(), 0);
        let taken = office.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].from.as_str(), taken[0].to.as_slice()), ("<post@yousaid.example>", &["jo@home.example".to_owned()][..]));
        assert_eq!(office.hello(), "yousaid.example");
        let header = |name| taken[0].header(name).unwrap_or_default();
        assert_eq!(header("From"), "\"NHS havering Commissioner\" <post@yousaid.example>");
        assert_eq!(header("To"), "Jo <jo@home.example>");
        assert_eq!(header("Reply-To"), "hello@havering.example");
        assert_eq!(header("Message-ID"), format!("<{}@yousaid.example>", ids[0]));
        assert_eq!(header("Auto-Submitted"), "auto-generated");
        assert_eq!(header("Content-Language"), "cy");
        assert_eq!(header("List-Unsubscribe"), format!("<https://yousaid.example/unsubscribe/{}>", "x".repeat(200)));
        assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert!(header("Content-Type").starts_with("multipart/alternative"));
        assert!(header("Subject").starts_with("Diolch yn fawr, =?utf-8?b?"), "{}", header("Subject"));
        assert!(taken[0].header("Bcc").is_none() && taken[0].header("Cc").is_none());
        let sent = in_state(&it, State::Sent).await;
        assert_eq!((sent.len(), sent[0].attempts, sent[0].next_at), (1, 1, None));
        assert!(sent[0].sent_at.is_some() && sent[0].response.contains("queued as 42"), "{sent:?}");
    }

    async fn a_letter_with_a_key_is_sent_once(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::Take).await;
        let keyed = || Letter { dedupe_key: Some("reply/1/jo".into()), ..letter("jo@home.example") };
        let first = post(&it, vec![keyed(), keyed()]).await;
        assert_eq!(first[0], first[1]);
        postman(&it, &office).run_due().await.unwrap();
        assert_eq!(post(&it, vec![keyed()]).await[0], first[0]);
        postman(&it, &office).run_due().await.unwrap();
        assert_eq!(office.taken().len(), 1);
    }

    async fn nothing_that_is_typed_makes_a_second_letter_or_a_header(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::Take).await;
        let nasty = [
            "a\r\nBcc: all@evil.example", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\0b", "a\u{2028}X-Evil: 1",
            "a\u{85}X-Evil: 1", "=?utf-8?q?=0d=0aX-Evil:_1?=", "\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n",
            "\n.\r\nRCPT TO:<all@evil.example>\r\nDATA\r\n", "\r.\r", ".\n.", "..\r\n.\r\nQUIT\r\n",
        ];
        let letters: Vec<Letter> = nasty.iter().map(|words| Letter {
            to: Recipient::new("jo@home.example", words).unwrap(),
            subject: (*words).into(),
            text: (*words).into(),
            html: Some((*words).into()),
            headers: vec![("List-Id", (*words).into())],
            ..letter("jo@home.example")
        }).collect();
        let count = letters.len();
        post(&it, letters).await;
        postman(&it, &office).run_due().await.unwrap();
        let taken = office.taken();
        assert_eq!(taken.len(), count);
        for letter in taken {
            assert_eq!(letter.to, ["jo@home.example"]);
            let head = letter.data.split("\r\n\r\n").next().unwrap().to_lowercase();
            for line in head.split("\r\n") {
                assert!(!line.starts_with("x-evil") && !line.starts_with("bcc"), "{line}");
            }
            assert!(head.is_ascii());
        }
    }

    async fn a_header_that_is_not_ours_to_set_is_refused(on: Both) {
        let it = on.install(&[]).await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let bcc = Letter { headers: vec![("Bcc", "all@evil.example".into())], ..letter("jo@home.example") };
        assert!(mail::send(&tx, bcc).await.is_err());
        let link = Letter { unsubscribe_url: Some("https://x.example/>\r\nBcc: a@b.c".into()), ..letter("jo@home.example") };
        assert!(mail::send(&tx, link).await.is_err());
    }

    async fn mail_that_is_off_or_held_waits(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::Take).await;
        let ids = post(&it, vec![letter("jo@home.example"), letter("al@home.example")]).await;
        // Off, as the settings come.
        assert_eq!(Postman::new(Arc::clone(&it.core)).unwrap().run_due().await.unwrap(), 0);
        // Held, as a restored copy is.
        let tx = it.core.write(&Actor::system("restore")).await.unwrap();
        let held = mail::hold(&tx, "restored from a copy").await.unwrap();
        tx.commit(held).await.unwrap();
        assert_eq!(postman(&it, &office).run_due().await.unwrap(), 0);
        assert_eq!(in_state(&it, State::Queued).await.len(), 2);
        // Released, and what waited is kept back: the original may have sent it.
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let released = mail::release(&tx, Waiting::KeepBack).await.unwrap();
        assert_eq!(tx.commit(released).await.unwrap().value, 2);
        assert_eq!(postman(&it, &office).run_due().await.unwrap(), 0);
        assert_eq!(in_state(&it, State::Held).await.len(), 2);
        retry(&it, ids[0]).await;
        assert_eq!(postman(&it, &office).run_due().await.unwrap(), 1);
        assert_eq!(office.taken_for("jo@home.example"), 1);
        assert_eq!(office.taken().len(), 1);
    }

    async fn a_greylisted_letter_is_tried_again_and_arrives_once(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, n| match n {
            1 | 2 => Act::AtRcpt("450 4.2.0 greylisted, come back"),
            _ => Act::Take,
        }).await;
        post(&it, vec![letter("jo@home.example")]).await;
        let postman = postman(&it, &office);
        postman.run_due().await.unwrap();
        let deferred = in_state(&it, State::Deferred).await;
        assert_eq!(deferred[0].next_at, Some(it.core.clock.now() + TimeDelta::minutes(1)));
        assert!(deferred[0].response.contains("greylisted"), "{deferred:?}");
        assert_eq!(postman.run_due().await.unwrap(), 0, "not before its time");
        it.clock.advance(TimeDelta::minutes(1));
        assert_eq!(postman.run_due().await.unwrap(), 1);
        it.clock.advance(TimeDelta::minutes(4));
        assert_eq!(postman.run_due().await.unwrap(), 0, "the second wait is five minutes");
        it.clock.advance(TimeDelta::minutes(1));
        assert_eq!(postman.run_due().await.unwrap(), 1);
        assert_eq!(office.taken().len(), 1);
        assert_eq!(in_state(&it, State::Sent).await[0].attempts, 3);
    }

    async fn a_full_mailbox_is_tried_for_three_days(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::AtEnd("452 4.2.2 mailbox full")).await;
        post(&it, vec![letter("jo@home.example")]).await;
        let postman = postman(&it, &office);
        for _ in 0..90 {
            postman.run_due().await.unwrap();
            it.clock.advance(TimeDelta::hours(1));
        }
        let failed = in_state(&it, State::Failed).await;
        assert!(failed[0].response.starts_with("given up after 72 hours"), "{failed:?}");
        assert!(office.taken().is_empty());
    }

    async fn a_refusal_is_for_good_and_seen(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|to, _| match to {
            "gone@home.example" => Act::AtRcpt("550 5.1.1 no such person"),
            "spam@home.example" => Act::AtEnd("554 5.7.1 not wanted"),
            _ => Act::Take,
        }).await;
        post(&it, ["gone@home.example", "spam@home.example", "jo@home.example"].map(letter).into()).await;
        postman(&it, &office).run_due().await.unwrap();
        it.clock.advance(TimeDelta::days(4));
        postman(&it, &office).run_due().await.unwrap();
        assert_eq!(in_state(&it, State::Failed).await.len(), 2);
        assert_eq!(office.taken().len(), 1);
        let told = kernel::audit::Search { name: Some("kernel.mail.failed".into()), ..Default::default() };
        let told = kernel::audit::search(&it.core.read().await.unwrap(), &told, 9, 0).await.unwrap();
        assert_eq!(told.1, 2);
    }

    async fn a_drop_before_the_letter_is_tried_again(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, n| if n == 1 { Act::DropBeforeData } else { Act::Take }).await;
        post(&it, vec![letter("jo@home.example")]).await;
        let postman = postman(&it, &office);
        postman.run_due().await.unwrap();
        assert_eq!(in_state(&it, State::Deferred).await.len(), 1);
        it.clock.advance(TimeDelta::minutes(1));
        postman.run_due().await.unwrap();
        assert_eq!(office.taken().len(), 1);
    }

    async fn a_drop_after_the_letter_is_unknown_and_a_person_decides(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, n| if n == 1 { Act::DropAfterData } else { Act::Take }).await;
        let ids = post(&it, vec![letter("jo@home.example")]).await;
        let postman = postman(&it, &office);
        postman.run_due().await.unwrap();
        for _ in 0..5 {
            it.clock.advance(TimeDelta::days(1));
            assert_eq!(postman.run_due().await.unwrap(), 0, "not sent again by itself");
        }
        assert_eq!(in_state(&it, State::Unknown).await.len(), 1);
        retry(&it, ids[0]).await;
        postman.run_due().await.unwrap();
        let taken = office.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0].data, taken[1].data, "the same message, recognised by its id");
    }

    async fn a_letter_whose_server_died_while_sending_is_unknown(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::Take).await;
        post(&it, vec![letter("jo@home.example")]).await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        tx.exec("UPDATE mail_outbox SET state = 'sending', next_at = NULL, lease = $1, leased_until = $2",
            kernel::values![tx.id(), tx.now() + TimeDelta::minutes(1)]).await.unwrap();
        tx.commit(done()).await.unwrap();
        postman(&it, &office).run_due().await.unwrap();
        assert_eq!(in_state(&it, State::Sending).await.len(), 1);
        it.clock.advance(TimeDelta::minutes(2));
        postman(&it, &office).run_due().await.unwrap();
        assert_eq!(in_state(&it, State::Unknown).await.len(), 1);
        assert!(office.taken().is_empty());
    }

    async fn one_connection_carries_many_and_one_that_closes_loses_none(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|to, _| if to.starts_with("p7@") { Act::TakeThenClose } else { Act::Take }).await;
        post(&it, (0..60).map(|n| letter(&format!("p{n}@d{}.example", n % 10))).collect()).await;
        postman(&it, &office).run_due().await.unwrap();
        assert_eq!(office.taken().len(), 60);
        for n in 0..60 {
            assert_eq!(office.taken_for(&format!("p{n}@d{}.example", n % 10)), 1);
        }
        assert!(office.connections() <= 5, "{}", office.connections());
    }

    async fn two_servers_send_each_letter_once(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::Take).await;
        post(&it, (0..60).map(|n| letter(&format!("p{n}@d{}.example", n % 7))).collect()).await;
        let (a, b) = (postman(&it, &office), postman(&it, &office));
        let (a, b) = tokio::join!(a.run_due(), b.run_due());
        assert_eq!(a.unwrap() + b.unwrap(), 60);
        assert_eq!(office.taken().len(), 60);
        assert_eq!(in_state(&it, State::Sent).await.len(), 60);
    }

    async fn a_slow_domain_does_not_hold_up_the_rest(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|to, _| if to.ends_with("@slow.example") { Act::Stall } else { Act::Take }).await;
        // The slow ones were written first, and are many.
        post(&it, (0..40).map(|n| letter(&format!("p{n}@slow.example"))).collect()).await;
        post(&it, (0..60).map(|n| letter(&format!("p{n}@d{}.example", n % 6))).collect()).await;
        let postman = Arc::new(postman(&it, &office));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let began = Instant::now();
        let running = { let postman = Arc::clone(&postman); tokio::spawn(async move {
            postman.run_until(async { let _ = stopped.await; }).await;
        }) };
        while office.taken().len() < 60 {
            assert!(began.elapsed() < Duration::from_secs(10), "{} taken", office.taken().len());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // One after the other the slow ones would have taken 40 s, four at a time 10 s.
        assert!(in_state(&it, State::Deferred).await.len() < 12);
        stop.send(()).unwrap();
        running.await.unwrap();
        assert!(in_state(&it, State::Sending).await.is_empty(), "what was under way is settled");
    }

    async fn a_mail_server_that_is_away_costs_no_tries(on: Both) {
        let it = on.install(&[]).await;
        let mut nowhere = PostOffice::open(|_, _| Act::Take).await;
        let port = nowhere.port;
        nowhere.port = 1;
        post(&it, vec![letter("jo@home.example")]).await;
        let away = postman(&it, &nowhere).run_due().await;
        assert!(matches!(away, Err(Error::Unavailable(_))), "{away:?}");
        let waiting = in_state(&it, State::Queued).await;
        assert_eq!(waiting[0].attempts, 0);
        nowhere.port = port;
        assert_eq!(postman(&it, &nowhere).run_due().await.unwrap(), 1);
        assert_eq!(nowhere.taken().len(), 1);
    }

    async fn a_mail_server_that_comes_back_is_found_and_a_stop_is_heard_while_it_is_away(on: Both) {
        let it = on.install(&[]).await;
        let mut nowhere = PostOffice::open(|_, _| Act::Take).await;
        let port = std::mem::replace(&mut nowhere.port, 1);
        post(&it, vec![letter("jo@home.example")]).await;
        for there in [1, port] {
            nowhere.port = there;
            let postman = postman(&it, &nowhere);
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let running = tokio::spawn(async move {
                postman.run_until(async { let _ = stopped.await; }).await;
            });
            tokio::time::sleep(Duration::from_millis(700)).await;
            stop.send(()).unwrap();
            let began = Instant::now();
            running.await.unwrap();
            assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
        }
        assert_eq!(nowhere.taken().len(), 1);
        assert_eq!(in_state(&it, State::Sent).await[0].attempts, 1);
    }

    async fn without_the_guard_that_is_asked_for_nothing_is_sent(on: Both) {
        let it = on.install(&[]).await;
        let office = PostOffice::open(|_, _| Act::Take).await;
        post(&it, vec![letter("jo@home.example")]).await;
        let mut core = with_mail(&it, &office);
        Arc::get_mut(&mut core).unwrap().settings.mail.guard = MailGuard::Starttls;
        assert!(Postman::new(core).unwrap().run_due().await.is_err());
        assert!(office.taken().is_empty());
        assert_eq!(in_state(&it, State::Queued).await.len(), 1);
    }
}
