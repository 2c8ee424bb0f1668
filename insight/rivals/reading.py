"""Rivals for labels and sentiment, on exactly the comments and divisions that ours was measured on.

    python -m venv /tmp/rivals && /tmp/rivals/bin/pip install -r insight/rivals/requirements.txt
    cargo run --release -p insight --example measure_reading -- FOLDER --for-rivals /tmp/reading
    /tmp/rivals/bin/python insight/rivals/reading.py /tmp/reading

Labels: pxtextmining's SVC recipe (TF-IDF with its defaults, question type one-hot, RBF kernel,
C = 15, balanced, at most 1,000 iterations; a decision above nought gives the label, and the best
label is given where none is), and TF-IDF of words and letters with a linear SVM.
Sentiment: VADER with its usual cuts at ±0.05, and the same linear SVM.
"""

import json
import re
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import accuracy_score, f1_score
from sklearn.svm import SVC, LinearSVC
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LNP = "Labelling not possible"
ROUNDS = 300
CLASSES = ["positive", "neutral", "negative"]


def cleaned(text):
    """As pxtextmining prepares it: lower case, without figures and punctuation."""
    text = re.sub(r"[^\w\s']|\d|_", " ", text.lower())
    return re.sub(r"\s+", " ", text).strip()


def asked(rows):
    kinds = [None, "what_good", "could_improve"]
    cells = [[float(row["question"] == kind) for kind in kinds] for row in rows]
    return csr_matrix(np.array(cells))


def svc_recipe(learn, held, truth):
    vectors = TfidfVectorizer()
    x = hstack([vectors.fit_transform([cleaned(r["text"]) for r in learn]), asked(learn)]).tocsr()
    y = hstack([vectors.transform([cleaned(r["text"]) for r in held]), asked(held)]).tocsr()
    return decisions(lambda: SVC(C=15, class_weight="balanced", max_iter=1000, random_state=1),
                     x, y, truth)


def words_and_letters(learn, held, truth):
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    ours = [r["text"].lower() for r in learn]
    theirs = [r["text"].lower() for r in held]
    x = hstack([words.fit_transform(ours), letters.fit_transform(ours), asked(learn)]).tocsr()
    y = hstack([words.transform(theirs), letters.transform(theirs), asked(held)]).tocsr()
    return decisions(lambda: LinearSVC(C=0.3, class_weight="balanced", random_state=1), x, y, truth)


def remembered(path, work):
    """What `work` gives and the seconds of a core it took; from `path` when it is there already."""
    if not path.exists():
        began = time.process_time()
        value = work()
        np.savez(path, value=value, seconds=time.process_time() - began)
    kept = np.load(path)
    return kept["value"], float(kept["seconds"])


def decisions(machine, x, y, truth):
    """Scores of every label on `y`; a label without examples gets the lowest."""
    scores = np.full((y.shape[0], truth.shape[1]), -9.0)
    for label in range(truth.shape[1]):
        if truth[:, label].any():
            scores[:, label] = machine().fit(x, truth[:, label]).decision_function(y)
    return scores


def given(scores):
    said = (scores > 0).astype(int)
    for row in np.where(said.sum(1) == 0)[0]:
        said[row, scores[row].argmax()] = 1
    return said


def figures(truth, said, labels):
    keep = [at for at, label in enumerate(labels) if label != LNP]
    ten = [at for at in keep if truth[:, at].sum() >= 10]
    f1 = lambda columns, average: f1_score(truth[:, columns], said[:, columns], average=average,
                                           zero_division=0)
    every = list(range(len(labels)))
    return np.array([f1(every, "micro"), f1(keep, "micro"), f1(every, "macro"), f1(ten, "macro"),
                     f1(every, "samples"), (truth == said).all(1).mean()])


HEADS = ["micro", "micro, without LNP", "macro", "macro ≥ 10, without LNP", "samples F1", "exact"]


def fast(truth, said):
    """Micro and macro F1 from counts, for resampling."""
    hit = (truth & said).sum(0)
    both = truth.sum(0) + said.sum(0)
    each = np.divide(2.0 * hit, both, out=np.zeros(len(hit)), where=both > 0)
    return np.array([2.0 * hit.sum() / max(both.sum(), 1), each.mean()])


def labels_part(folder, rows, splits):
    labels = json.loads((folder / "labels.json").read_text())
    answers = json.loads((folder / "answers.json").read_text())
    place = {label: at for at, label in enumerate(labels)}
    truth = np.zeros((len(rows), len(labels)), int)
    for at, row in enumerate(rows):
        for label in row["labels"]:
            truth[at, place[label]] = 1
    print("\n## Labels\n\n| comments divided | model |", " | ".join(HEADS), "| training, CPU s |")
    print("|---" * (len(HEADS) + 3) + "|")
    gains = []
    for way, seeds in splits.items():
        kept = []
        found = {"ours": [], "SVC recipe": [], "linear": []}
        seconds = dict.fromkeys(found, 0.0)
        for seed, (learn, held) in seeds.items():
            ours = np.zeros((len(held), len(labels)), int)
            for at, said in enumerate(answers[way][seed]):
                ours[at, said] = 1
            said = {"ours": ours}
            for name, recipe in [("SVC recipe", svc_recipe),
                                 ("linear", words_and_letters)]:
                scores, took = remembered(
                    folder / f"{name} {way} {seed}.npz",
                    lambda: recipe([rows[i] for i in learn], [rows[i] for i in held], truth[learn]))
                said[name] = given(scores)
                seconds[name] = max(seconds[name], took)
            for name in found:
                found[name].append(figures(truth[held], said[name], labels))
            kept.append((truth[held], said))
        for name, values in found.items():
            cells = " | ".join(f"{v:.3f}" for v in np.mean(values, 0))
            took = "–" if name == "ours" else f"{seconds[name]:.1f}"
            print(f"| {way} | {name} | {cells} | {took} |", flush=True)
        gains.append((way, *gain(kept)))
    print("\n| comments divided | ours less SVC recipe: micro | macro |\n|---|---|---|")
    for way, middle, low, high in gains:
        cells = [f"{m:+.3f} ({lo:+.3f} to {hi:+.3f})" for m, lo, hi in zip(middle, low, high)]
        print(f"| {way} | {' | '.join(cells)} |")


def gain(kept):
    """Ours less the SVC recipe, mean of the seeds, with 95 % from resampled comments."""
    def of(sample):
        return np.mean([fast(t[s], said["ours"][s]) - fast(t[s], said["SVC recipe"][s])
                        for (t, said), s in zip(kept, sample)], 0)
    chance = np.random.default_rng(1)
    whole = of([np.arange(len(t)) for t, _ in kept])
    drawn = [of([chance.integers(0, len(t), len(t)) for t, _ in kept]) for _ in range(ROUNDS)]
    return whole, np.percentile(drawn, 2.5, 0), np.percentile(drawn, 97.5, 0)


def classes(rows):
    return np.array([{1: 0, 2: 0, 3: 1, 4: 2, 5: 2}[row["sentiment"]] for row in rows])


def vader(_, held, __):
    judge = SentimentIntensityAnalyzer()
    value = [judge.polarity_scores(row["text"])["compound"] for row in held]
    return np.array([0 if v >= 0.05 else 2 if v <= -0.05 else 1 for v in value])


def linear(learn, held, truth):
    one_hot = np.eye(3, dtype=int)[truth]
    return words_and_letters(learn, held, one_hot).argmax(1)


def sentiment_part(folder, rows, splits):
    answers = json.loads((folder / "feelings.json").read_text())
    print("\n## Sentiment\n\n| comments divided | model | accuracy | macro F1 | positive |"
          " neutral | negative |\n|---|---|---|---|---|---|---|")
    for way, seeds in splits.items():
        found = {"ours": [], "VADER": [], "linear": []}
        for seed, (learn, held) in seeds.items():
            learn = [rows[i] for i in learn]
            held = [rows[i] for i in held]
            truth = classes(held)
            said = {"ours": np.array(answers[way][seed]), "VADER": vader(learn, held, None),
                    "linear": linear(learn, held, classes(learn))}
            for name in found:
                each = f1_score(truth, said[name], labels=[0, 1, 2], average=None, zero_division=0)
                found[name].append([accuracy_score(truth, said[name]), each.mean(), *each])
        for name, values in found.items():
            cells = " | ".join(f"{v:.3f}" for v in np.mean(values, 0))
            print(f"| {way} | {name} | {cells} |", flush=True)


def speed_part(rows):
    texts = [row["text"] for row in rows] * 4
    judge = SentimentIntensityAnalyzer()
    began = time.time()
    for text in texts:
        judge.polarity_scores(text)
    print(f"\nVADER: {len(texts) / (time.time() - began):,.0f} comments a second, one core")


def main():
    # The recipe stops after 1,000 iterations, and says so each time.
    warnings.simplefilter("ignore", ConvergenceWarning)
    folder = Path(sys.argv[1])
    read = lambda name: json.loads((folder / name).read_text())
    labels_part(folder, read("labelled.json"), read("splits.json"))
    felt = read("felt.json")
    sentiment_part(folder, felt, read("felt_splits.json"))
    speed_part(felt)


if __name__ == "__main__":
    main()
