"""Standard errors of differences, against McNemar's formula and against what drawing anew does."""

import numpy as np
import pytest

from everloop_container.scoring.confusion import class_scores, confusion_matrix
from everloop_container.scoring.paired import standard_errors

FIGURES = ("recall", "precision", "npv", "f1")


def two_models(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels of three classes, and two models that are wrong on 10 % each, half of it together."""
    random = np.random.default_rng(3)
    labels = random.integers(0, 3, count)
    both = random.random(count) < 0.05

    def model() -> np.ndarray:
        wrong = both | (random.random(count) < 0.05)
        predicted: np.ndarray = np.where(wrong, (labels + random.integers(1, 3, count)) % 3, labels)
        return predicted

    return labels, model(), model()


def test_of_recall_it_is_mcnemars() -> None:
    labels, one, other = two_models(900)
    actual = labels == 1
    lost, won = int((actual & (one != 1) & (other == 1)).sum()), int((actual & (one == 1) & (other != 1)).sum())
    assert lost > 5 and won > 5
    expected = np.sqrt(lost + won - (lost - won) ** 2 / actual.sum()) / actual.sum()
    assert standard_errors(labels, one, other, 3)[1]["recall"] == pytest.approx(expected)


def test_every_figure_spreads_as_it_does_when_examples_are_drawn_anew() -> None:
    labels, one, other = two_models(2_000)
    random = np.random.default_rng(0)
    differences = []
    for _ in range(600):
        drawn = random.integers(0, len(labels), len(labels))
        mine, theirs = (class_scores(confusion_matrix(labels[drawn], model[drawn], 3))[0] for model in (one, other))
        differences.append([getattr(mine, figure) - getattr(theirs, figure) for figure in FIGURES])
    errors = standard_errors(labels, one, other, 3)[0]
    assert [errors[figure] for figure in FIGURES] == pytest.approx(np.std(differences, axis=0), rel=0.15)


def test_is_nothing_where_the_models_answer_alike() -> None:
    labels, one, _ = two_models(90)
    assert all(error == 0 for errors in standard_errors(labels, one, one, 3) for error in errors.values())


def test_of_a_class_that_neither_names_there_is_nothing_to_say() -> None:
    labels = np.array([0, 0, 1, 1])
    errors = standard_errors(labels, np.array([0, 1, 1, 1]), np.array([0, 0, 1, 0]), 3)
    assert errors[2] == dict.fromkeys(FIGURES, 0.0) and errors[0]["recall"] > 0
