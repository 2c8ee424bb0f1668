"""Measures what others answer on the same data as measure_patterns.

    python -m venv /tmp/rivals && /tmp/rivals/bin/pip install -r requirements.txt red-dwarf==0.4.0
    /tmp/rivals/bin/python patterns.py FOLDER [PART ...]

Parts: groups (red-dwarf on the two conversations and on made-up votes), themes (scikit-learn:
letter runs, truncated SVD, k-means). Seconds are of processor time.
"""

import csv
import pathlib
import random
import re
import sys
import time

MERGED = {
    "Referals & continuity of care": "Continuity of care",
    "Staff continuity": "Continuity of care",
    "Environment & Facilities": "Environment, facilities & equipment",
    "Provision of medical equipment": "Environment, facilities & equipment",
    "Number & deployment of staff": "Staffing levels & responsiveness",
    "Staff responsiveness": "Staffing levels & responsiveness",
}
LEFT_OUT = {
    "Not assigned",
    "Diagnosis & triage",
    "Care plans",
    "Patient records",
    "Patient appearance & grooming",
    "Equality, Diversity & Inclusion",
    "Admission",
    "Safeguarding concerns?",
    "Impact of treatment/ care",
    "Psychological therapy arrangements",
    "Existence of services",
    "Choice of services",
    "Out of hours support (community services)",
    "Learning organisation",
    "Negative experience & dissatisfaction",
}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def groups(folder):
    from reddwarf.implementations.base import run_pipeline
    from sklearn.metrics import adjusted_rand_score

    print("| conversation | red-dwarf groups | people in both | adjusted Rand | seconds |")
    print("|---|---|---|---|---|")
    for name in ["canadian-electoral-reform", "scoop-hivemind.freshwater"]:
        here = folder / "polis" / name
        last = {}
        for row in rows(here / "votes.csv"):
            key = (int(row["voter-id"]), int(row["comment-id"]))
            if key not in last or int(row["timestamp"]) >= last[key][1]:
                last[key] = (int(row["vote"]), int(row["timestamp"]))
        votes = [
            {"participant_id": p, "statement_id": s, "vote": vote, "modified": at}
            for (p, s), (vote, at) in last.items()
        ]
        out = [int(r["comment-id"]) for r in rows(here / "comments.csv") if r["moderated"] == "-1"]
        exported = {
            int(row["participant"]): int(row["group-id"])
            for row in rows(here / "participants-votes.csv")
            if row["group-id"]
        }
        before = time.process_time()
        result = run_pipeline(votes=votes, mod_out_statement_ids=out, random_state=0)
        seconds = time.process_time() - before
        ours = result.participants_df["cluster_id"].dropna().to_dict()
        both = [person for person in exported if person in ours]
        agreed = adjusted_rand_score([exported[p] for p in both], [ours[p] for p in both])
        sizes = sorted(result.participants_df["cluster_id"].value_counts().tolist(), reverse=True)
        print(f"| {name} | {sizes} | {len(both)} | {agreed:.2f} | {seconds:.2f} |")
    print("\n| people x statements, votes each | red-dwarf seconds |\n|---|---|")
    for people, statements, each in [(1_000, 1_000, 50), (10_000, 1_000, 50)]:
        chance = random.Random(1)
        sides = [chance.getrandbits(3) for _ in range(statements)]
        votes = []
        for person in range(people):
            for statement in chance.sample(range(statements), each):
                side = sides[statement] >> (person % 3) & 1
                agree = (side == 1) == (chance.random() < 0.8)
                votes.append(
                    {
                        "participant_id": person,
                        "statement_id": statement,
                        "vote": 1 if agree else -1,
                        "modified": 0,
                    }
                )
        before = time.process_time()
        run_pipeline(votes=votes, random_state=0)
        print(f"| {people} x {statements}, {each} | {time.process_time() - before:.2f} |")


def themes(folder):
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
    from sklearn.preprocessing import normalize

    seen, texts, known = set(), [], []
    for row in rows(folder / "fft_comments.csv"):
        words = re.findall(r"[^\W_]+(?:['\u2019-][^\W_]+)*", row["FFT answer"].lower())
        if len(words) < 4 or " ".join(words) in seen:
            continue
        seen.add(" ".join(words))
        names = list(row)
        labels = {
            MERGED.get(name, name)
            for name in names[names.index("Comment sentiment") + 1 :]
            if name not in LEFT_OUT and row[name] == "1"
        }
        if len(labels) == 1:
            texts.append(row["FFT answer"])
            known.append(labels.pop())
    print(f"\n{len(texts)} comments with one label\n")
    print("| way | mutual information | adjusted Rand | seconds |\n|---|---|---|---|")
    for sublinear in [False, True]:
        shared, rand, seconds = [], [], []
        for seed in range(5):
            before = time.process_time()
            table = TfidfVectorizer(
                analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=sublinear
            ).fit_transform(texts)
            points = normalize(TruncatedSVD(100, random_state=seed).fit_transform(table))
            found = KMeans(30, n_init=5, random_state=seed).fit_predict(points)
            seconds.append(time.process_time() - before)
            shared.append(normalized_mutual_info_score(known, found))
            rand.append(adjusted_rand_score(known, found))
        mean = lambda figures: sum(figures) / len(figures)
        way = "letter runs 3-5, SVD 100, k-means 30" + (", sublinear" if sublinear else "")
        print(f"| {way} | {mean(shared):.3f} | {mean(rand):.3f} | {mean(seconds):.1f} |")


if __name__ == "__main__":
    place = pathlib.Path(sys.argv[1])
    asked = sys.argv[2:] or ["groups", "themes"]
    if "groups" in asked:
        groups(place)
    if "themes" in asked:
        themes(place)
