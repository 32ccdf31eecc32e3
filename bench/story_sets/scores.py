"""How well clusters agree with labels: B-cubed, pairs, and normalised mutual information."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix, pair_confusion_matrix

if TYPE_CHECKING:
    from collections.abc import Sequence


def cluster_scores(gold: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Scores of a clustering, each from 0 to 1.

    B-cubed counts documents (Bagga and Baldwin 1998), so many clusters of one flatter it; pairs
    count couples of documents, so large clusters rule; NMI is normalised by the arithmetic mean.
    """
    (_, wrong), (missed, right) = pair_confusion_matrix(gold, found).tolist()
    cells = contingency_matrix(gold, found, sparse=True).tocoo()
    weights = cells.data * cells.data / len(gold)
    found_sizes = np.asarray(cells.sum(axis=0)).ravel()
    gold_sizes = np.asarray(cells.sum(axis=1)).ravel()
    precision = float((weights / found_sizes[cells.col]).sum())
    recall = float((weights / gold_sizes[cells.row]).sum())
    return {
        "b_cubed_p": precision,
        "b_cubed_r": recall,
        "b_cubed_f1": f1(precision, recall),
        "pairs_p": right / max(1, right + wrong),
        "pairs_r": right / max(1, right + missed),
        "pairs_f1": 2 * right / max(1, 2 * right + wrong + missed),
        "nmi": float(normalized_mutual_info_score(gold, found)),
        "clusters": float(len(set(found))),
        "stories": float(len(set(gold))),
    }


def f1(precision: float, recall: float) -> float:
    """The harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
