//! Staff: one password for all, hashed once; one of them with a second step.

use std::sync::Arc;

use identity::{self, Caller, Held, NewAccount, NewPassword, Tried};
use kernel::capability::{Registry, Role};
use kernel::error::{Error, Result};
use kernel::ids::SeededChance;
use kernel::{Actor, Core};
use totp_rs::{Algorithm, Builder};

use super::{Making, Together, word};
use crate::content::Person;
use crate::sign_ins::SignIn;

/// The seed of the one secret for a second step, so that it is the same each time.
const SECRET_SEED: u64 = 77;

fn wrong<T>() -> Result<T> {
    Err(Error::internal("the demonstration's own sign-in was refused"))
}

impl Making<'_> {
    /// Makes the accounts; who can sign in.
    pub(super) async fn staff(&mut self, registry: &Registry) -> Result<Vec<SignIn>> {
        let staff = &self.content.staff;
        let first = staff.person.first().ok_or(Error::NotFound)?;
        let password =
            NewPassword::choose(self.core, &staff.password, &first.email, &first.name).await?;
        let mut all = Together::begin(self.core, &Actor::system("demo")).await?;
        for person in &staff.person {
            let roles = self.roles(person)?;
            let new = NewAccount {
                email: &person.email,
                name: &person.name,
                administrator: person.administrator,
                roles: &roles,
                password: &password,
            };
            let account = identity::add(&all.tx, &new).await?;
            let account = all.keep(account);
            let verbs = |held: &Held| {
                let body = held.body;
                registry.verbs_of(held.role).into_iter().map(move |verb| (body, verb))
            };
            let grants = roles.iter().flat_map(verbs).collect();
            let actor = Actor::person(account.id, &person.name, person.administrator, grants);
            self.people.insert(person.key.clone(), actor);
        }
        all.commit().await?;
        let mut sign_ins = Vec::new();
        for person in &staff.person {
            let secret = if person.second_step { Some(self.enrol(person).await?) } else { None };
            sign_ins.push(SignIn {
                role: person.key.clone(),
                name: person.name.clone(),
                email: person.email.clone(),
                password: staff.password.clone(),
                secret,
            });
        }
        Ok(sign_ins)
    }

    fn roles(&self, person: &Person) -> Result<Vec<Held>> {
        let three = self.content.commissioners().iter().map(|body| body.slug.clone());
        let slugs = person.bodies.clone().unwrap_or_else(|| three.collect());
        let mut held = Vec::new();
        for slug in &slugs {
            for role in &person.roles {
                held.push(Held { body: self.body(slug)?, role: word(role, Role::from_key)? });
            }
        }
        Ok(held)
    }

    /// Sets up a second step as the person would; its secret.
    async fn enrol(&self, person: &Person) -> Result<String> {
        // Chance of its own, so that the secret does not hang on what was made before.
        let core = Arc::new(Core {
            db: self.core.db.clone(),
            clock: Arc::clone(&self.core.clock),
            chance: Arc::new(SeededChance::new(SECRET_SEED)),
            settings: self.core.settings.clone(),
            secrets: self.core.secrets.clone(),
            gates: Vec::new(),
            hears: Vec::new(),
        });
        let caller = Caller { address: "127.0.0.1".into(), agent: "demonstration".into() };
        let password = &self.content.staff.password;
        let checked = identity::check_password(&core, &caller, &person.email, password).await?;
        let tx = core.write(&Actor::public()).await?;
        let done = identity::sign_in(&tx, &checked).await?;
        let Tried::Done(entered) = tx.commit(done).await?.value else { return wrong() };
        let verbs = |_: Role| Vec::new();
        let Some(signed_in) = identity::resolve(&core, &entered.token, &verbs).await? else {
            return wrong();
        };
        let tx = core.write(&signed_in.actor).await?;
        let done = identity::offer_second_step(&tx, &signed_in.session, None).await?;
        let Tried::Done(secret) = tx.commit(done).await?.value else { return wrong() };
        let typed = code(&secret.typed, core.clock.now().timestamp())?;
        let tx = core.write(&signed_in.actor).await?;
        let done = identity::confirm_second_step(&tx, &signed_in.session, &caller, &typed).await?;
        let Tried::Done(_) = tx.commit(done).await?.value else { return wrong() };
        Ok(secret.typed)
    }
}

/// The code that an app shows for a secret at a moment.
fn code(secret: &str, seconds: i64) -> Result<String> {
    let bytes = totp_rs::Secret::try_from_base32(secret).map_err(Error::internal)?;
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(bytes)
        .build()
        .map_err(Error::internal)?;
    Ok(totp.generate(u64::try_from(seconds).unwrap_or(0)).to_string())
}
