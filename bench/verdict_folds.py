"""How good verdicts are on what no model was fitted to: other topics, at other times.

    python -m bench.verdict_folds [--ablation] [--json FILE] [FOLDER]

Without a folder: the benchmark's `dev` set beside this checkout. For each topic and each fifth of
the stream all models (translations, reports, stories, news) are fitted to the other topics in the
other fifths, and the topic's articles are then decided in their order by the functions of
production. So what is missed since it is taken for off topic counts, and so does what is done
besides the models.

The threshold comes from the articles that are fitted to, out of fold among themselves ('blind'),
or is one for all, the best of those tried ('fixed': as optimistic as one number can be). The
interval is over 2,000 draws of the stories with replacement.

`--ablation` leaves one feature out at a time, by the models alone: neither copies nor misses off
topic have a part in it.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.metrics import roc_auc_score

from agents.classify.classifier import Classifier
from agents.topics.definitions import load_topics
from agents.track.state import empty_state
from agents.track.tracker import track
from agents.track.weights import load_weights
from agents.vectors.choose import new_vectors
from streams.records import AlertPreset, Article
from streams.settings import read_settings
from wirewatch.alert_scores import Outcome, judged_alerts
from wirewatch.decisions import decision_of
from wirewatch.evaluate import print_scores
from wirewatch.gold import read_gold_set
from wirewatch.jsonl import read_records
from wirewatch.scores import score
from wirewatch.tuning.fit import fit_news
from wirewatch.tuning.folds import LeftOut, out_of_fold, splits, training
from wirewatch.tuning.models import fit_weights
from wirewatch.tuning.questions import NEWS, PAIRS
from wirewatch.tuning.tune import labels_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agents.classify.classification import Classification
    from agents.track.tracker import Decision
    from agents.track.weights import Weights
    from wirewatch.decisions import ArticleDecision
    from wirewatch.gold import GoldSet
    from wirewatch.tuning.fit import Labelled
    from wirewatch.tuning.folds import Judged
    from wirewatch.tuning.questions import Question

_DEV: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "bench" / "dev"
_DRAWS: Final = 2000
_FIXED: Final = (-0.75, -0.5, -0.25, 0.0)

Classified = list[tuple[Article, "Classification"]]


def classified(folder: Path) -> Classified:
    """The articles of a set as classify judges them."""
    topics = load_topics(folder / "topics.yaml")
    classifier = Classifier(topics, new_vectors(read_settings()))
    articles = read_records(Article, folder / "articles.jsonl")
    timed = ((each, each.ingested_at) for each in articles)
    return [(each, classifier.classify(each, at)) for each, at in timed if at]


def folds(labelled: Labelled) -> Iterator[tuple[set[tuple[str, str]], Weights]]:
    """The (article, topic) of each fold, and weights that were fitted without it."""
    for split in splits(labelled, LeftOut.BOTH):
        judged = [labelled.examples[at] for at in split.judged]
        weights = fit_weights(_unfitted(), training(labelled, split), "folds")
        yield {(each.article, each.topic) for each in judged}, weights


def _unfitted() -> Weights:
    """Weights of which nothing may be taken over that has seen the set."""
    models = load_weights().vectors.model_copy(update={"translation": None, "same_story": None})
    return load_weights().model_copy(update={"vectors": models})


def at_threshold(weights: Weights, threshold: float) -> Weights:
    """The weights with another threshold of the usual preset."""
    thresholds = weights.vectors.thresholds | {AlertPreset.BALANCED: threshold}
    models = weights.vectors.model_copy(update={"thresholds": thresholds})
    return weights.model_copy(update={"vectors": models})


def decided(articles: Classified, weights: Weights, topic: str) -> dict[str, Decision]:
    """Production's decisions on all articles of a topic, by article."""
    state, found = empty_state(), {}
    for article, classification in articles:
        for each in classification.articles:
            if each.topic == topic:
                state, found[article.id] = track(state, each, each.article.ingested_at, weights)
    return found


def blind_decisions(
    articles: Classified, fitted: list[tuple[set[tuple[str, str]], Weights]]
) -> dict[str, ArticleDecision]:
    """Each article of each topic decided by the weights of its own fold."""
    found: dict[tuple[str, str], Decision] = {}
    for judged, weights in fitted:
        topic = next(iter(judged))[1]
        made = decided(articles, weights, topic)
        found |= {(article, topic): made[article] for article, _ in judged}
    topics = {topic for _, topic in found}
    for topic in topics:  # What is off topic has the same verdict by any weights.
        rest = decided(articles, load_weights(), topic)
        found = {(article, topic): one for article, one in rest.items()} | found
    return {
        article.id: decision_of(
            article,
            classification,
            [found[article.id, each.topic] for each in classification.articles],
        )
        for article, classification in articles
    }


def interval(gold: GoldSet, decisions: Mapping[str, ArticleDecision]) -> tuple[float, float]:
    """The middle 90 per cent of F1 over draws of the stories."""
    counts: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(4))
    for article, _, alert in judged_alerts(gold, decisions):
        right = alert.outcome is Outcome.RIGHT
        story = gold.truths[article].story or article
        counts[story] += (right, 1, len(alert.found) if right else 0, 0)
    for article in gold.order:
        firsts = len(gold.truths[article].first_report_of)
        counts[gold.truths[article].story or article] += (0, 0, 0, firsts)
    every = np.stack(list(counts.values()))
    drawn = np.random.default_rng(0).integers(len(every), size=(_DRAWS, len(every)))
    right, alerts, found, wanted = every[drawn].sum(axis=1).T
    precision, recall = right / np.maximum(alerts, 1), found / np.maximum(wanted, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    low, high = np.quantile(f1, (0.05, 0.95)).tolist()
    return low, high


def ablation(labelled: Labelled, missed: int) -> None:
    """A row for each feature: what the models are worth without it."""
    rows: list[tuple[str, Question, Question]] = [("all", NEWS, PAIRS)]
    rows += [(f"news: {name}", NEWS.without(name), PAIRS) for name in NEWS.signs]
    rows += [(f"reported: {name}", NEWS, PAIRS.without(name)) for name in PAIRS.signs]
    print(f"\n{'without':32}   F1 best  F1 blind       AUC   ({missed} off topic not counted)")
    for name, news, pairs in rows:
        judged = out_of_fold(labelled, LeftOut.BOTH, partial(fit_news, news, pairs))
        best, blind = judged.best(), judged.blind()
        print(f"{name:32} {best:9.3f} {blind:9.3f} {_auc(judged):9.3f}", flush=True)


def _auc(judged: Judged) -> float:
    return float(roc_auc_score(judged.labels, judged.scores))


def main() -> None:
    """Prints all of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=_DEV)
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--json", type=Path, help="write the scores there too")
    arguments = parser.parse_args()
    if not arguments.folder.exists():
        print(f"NOT RUN: {arguments.folder} is not there")
        return
    gold, articles = read_gold_set(arguments.folder), classified(arguments.folder)
    report(gold, articles, arguments.json)
    if arguments.ablation:
        labelled = _labelled(gold, articles)
        on_topic = {(each.article, each.topic) for each in labelled.examples}
        firsts = ((i, d) for i in gold.order for d in gold.truths[i].first_report_of)
        ablation(labelled, sum((i, gold.developments[d].topic) not in on_topic for i, d in firsts))


def report(gold: GoldSet, articles: Classified, out: Path | None) -> None:
    """The figures out of fold, blind and with one threshold for all."""
    fitted = list(folds(_labelled(gold, articles)))
    blind = blind_decisions(articles, fitted)
    scores = score(gold, blind)
    print_scores(scores, as_json=False)
    low, high = interval(gold, blind)
    print(f"alerts F1 blind {scores.alerts.f1:.3f}, 90 % of draws {low:.3f} to {high:.3f}")
    fixed = {}
    for threshold in _FIXED:
        moved = [(judged, at_threshold(weights, threshold)) for judged, weights in fitted]
        fixed[threshold] = blind_decisions(articles, moved)
    f1 = {each: score(gold, made).alerts.f1 for each, made in fixed.items()}
    best = max(f1, key=lambda each: f1[each])
    low, high = interval(gold, fixed[best])
    print(f"alerts F1 fixed at {best}: {f1[best]:.3f}, 90 % of draws {low:.3f} to {high:.3f}")
    print("by fixed threshold: " + ", ".join(f"{at} {rate:.3f}" for at, rate in f1.items()))
    if out:
        out.write_text(json.dumps(asdict(scores), indent=1), "utf-8")


def _labelled(gold: GoldSet, articles: Classified) -> Labelled:
    return labels_of(gold, [each for _, found in articles for each in found.articles])


if __name__ == "__main__":
    main()
