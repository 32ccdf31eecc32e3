"""A handful of examples beside a classifier trained on thousands: reuters21578, ModApte.

    python -m bench.reuters_topics [--every 10] [--includes 5] [--minutes 5]

Each of the 10 largest categories is a topic: its includes are the training headlines whose vectors
lie nearest to the mean of the category's, of the first 60 headlines; its terms are those that
`topics suggest` proposes from the first 100 of its articles against 100 of others, and the five
words that set these apart best by the same measure, whatever their share, of those that are five
times as frequent in them (`topics lint` would warn of others); no description.
The peer is a linear SVM on TF-IDF of the whole training part. Both are scored on every n-th test
article. Scores are kept in the system's temporary folder, so that a run that ends goes on later.
The set is for research alone: it measures, and nothing that ships is made from it.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

from agents.classify.classifier import Classifier
from agents.text.words import folded_words
from agents.topics.definitions import Topic, TopicSet
from agents.topics.suggest import Suggester
from agents.vectors.choose import new_embedder, new_vectors
from streams.records import Article
from streams.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from agents.vectors.embedder import Embedder

_SHARED: Final = Path(__file__).resolve().parent.parent.parent / "shared"
_SET: Final = _SHARED / "data" / "reuters21578" / "reuters21578.jsonl.gz"
_CACHE: Final = Path(tempfile.gettempdir()) / "wirewatch-bench" / "reuters"
_LARGEST: Final = 10
_HEADLINES: Final = 60
_MARKED: Final = 100
_TERMS: Final = 10
_TELLING: Final = 5
_TIMES_AS_FREQUENT: Final = 5
_NO_TIME: Final = datetime.fromtimestamp(0, UTC)

Raw = dict[str, Any]


def modapte() -> tuple[list[Raw], list[Raw]]:
    """The training and the test part."""
    with gzip.open(_SET) as lines:
        every = [raw for raw in map(orjson.loads, lines) if raw["topics_attr"] == "YES"]
    parts = ([raw for raw in every if raw["lewissplit"] == part] for part in ("TRAIN", "TEST"))
    train, test = parts
    return train, test


def article(raw: Raw) -> Article:
    """A record of the set as an article."""
    fields = {"id": raw["id"], "lang": "en", "title": raw["title"]}
    return Article.model_validate({**fields, "text": raw["text"] or raw["title"]})


def topic(name: str, train: Sequence[Raw], embedder: Embedder, includes: int) -> Topic:
    """A category as a topic, by the rule that the module's beginning states."""
    own = [raw for raw in train if name in raw["label"]]
    others = [raw for raw in train if name not in raw["label"]][:_MARKED]
    titles = dict.fromkeys(raw["title"].capitalize() for raw in own if raw["title"])
    headlines = list(titles)[:_HEADLINES]
    vectors = embedder.embed(headlines)
    nearest = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")[:includes]
    chosen = [headlines[index] for index in nearest]
    suggester = Suggester([article(raw) for raw in own[:_MARKED]])
    for raw in others:
        suggester.take_other(article(raw))
    terms = [each.term for each in suggester.suggestions(_TERMS)]
    terms = list(dict.fromkeys((*terms, *telling(own[:_MARKED], others))))
    print(f"  {name}: {terms}\n    {chosen}", flush=True)
    fields = {"id": name, "name": name, "includes": chosen, "terms": {"en": terms}}
    return Topic.model_validate(fields)


def telling(own: Sequence[Raw], others: Sequence[Raw]) -> list[str]:
    """The words that set some articles apart, as `topics suggest` measures it."""
    shares = [
        {word: count / len(raws) for word, count in Counter(_words(raws)).items()}
        for raws in (own, others)
    ]
    worth = {
        word: share * (share / (share + shares[1].get(word, 0.0))) ** 2
        for word, share in shares[0].items()
        if share >= _TIMES_AS_FREQUENT * shares[1].get(word, 0.0)
    }
    return sorted(worth, key=lambda word: (-worth[word], word))[:_TELLING]


def _words(raws: Sequence[Raw]) -> Iterator[str]:
    for raw in raws:
        yield from {word for word in folded_words(raw["text"]) if len(word) > 2 and word.isalpha()}


def topics(names: Sequence[str], train: Sequence[Raw], includes: int) -> TopicSet:
    """The categories as topics, made once."""
    kept = _CACHE / f"topics-{includes}-{_TIMES_AS_FREQUENT}.json"
    if not kept.exists():
        embedder = new_embedder(read_settings())
        if embedder is None:
            sys.exit("NOT RUN: needs sentence vectors")
        made = [topic(name, train, embedder, includes) for name in names]
        _CACHE.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(orjson.dumps([each.model_dump(mode="json") for each in made]))
    return TopicSet(tuple(map(Topic.model_validate, orjson.loads(kept.read_bytes()))))


def scores(topic_set: TopicSet, test: Sequence[Raw], until: float) -> Iterator[dict[str, float]]:
    """Scores of each test article by topic, until the time is over; those kept come for free."""
    kept = _CACHE / f"scores-{topic_set.hash[:12]}.jsonl"
    lines = kept.read_bytes().splitlines() if kept.exists() else []
    known = {raw["id"]: raw["scores"] for raw in map(orjson.loads, lines)}
    classifier = Classifier(topic_set, new_vectors(read_settings()))
    with kept.open("ab") as out:
        for raw in test:
            if raw["id"] not in known:
                if time.monotonic() > until:
                    return
                found = classifier.classify(article(raw), _NO_TIME).articles
                known[raw["id"]] = {each.topic: each.score for each in found}
                out.write(orjson.dumps({"id": raw["id"], "scores": known[raw["id"]]}) + b"\n")
            yield known[raw["id"]]


def labels(names: Sequence[str], raws: Sequence[Raw]) -> NDArray[np.int_]:
    """A row for each article, a column for each category."""
    return np.array([[name in raw["label"] for name in names] for raw in raws], int)


def trained(names: Sequence[str], train: Sequence[Raw], test: Sequence[Raw]) -> NDArray[np.int_]:
    """What the SVM says."""
    tfidf = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2)
    texts = [f"{raw['title']}\n{raw['text']}" for raw in train]
    machine = OneVsRestClassifier(LinearSVC()).fit(tfidf.fit_transform(texts), labels(names, train))
    found = machine.predict(tfidf.transform([f"{raw['title']}\n{raw['text']}" for raw in test]))
    return np.asarray(found, int)


def report(name: str, gold: NDArray[np.int_], found: NDArray[np.int_]) -> None:
    """Both kinds of F1, and that of each category."""
    each = f1_score(gold, found, average=None, zero_division=0)
    micro, macro = (
        f1_score(gold, found, average=kind, zero_division=0) for kind in ("micro", "macro")
    )
    print(f"{name}: micro F1 {micro:.3f}, macro F1 {macro:.3f}; {[f'{one:.2f}' for one in each]}")


def main() -> None:
    """Scores both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--includes", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=5)
    arguments = parser.parse_args()
    if not _SET.exists():
        sys.exit(f"NOT RUN: {_SET} is not there")
    until = time.monotonic() + arguments.minutes * 60
    train, test = modapte()
    counts = Counter(label for raw in train for label in raw["label"])
    names = [name for name, _ in counts.most_common(_LARGEST)]
    topic_set = topics(names, train, arguments.includes)
    test = test[:: arguments.every]
    found = list(scores(topic_set, test, until))
    print(f"{len(found)} of {len(test)} test articles, every {arguments.every}th; {names}")
    test = test[: len(found)]
    gold = labels(names, test)
    thresholds = [topic_set.by_id[name].threshold for name in names]
    given = np.array([[each.get(name, 0.0) for name in names] for each in found])
    report(f"{arguments.includes} includes", gold, (given >= thresholds).astype(int))
    report(f"SVM trained on {len(train)}", gold, trained(names, train, test))


if __name__ == "__main__":
    main()
