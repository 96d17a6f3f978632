"""scikit-learn's linear SVM, softmax probe and nearest neighbours on a small problem that cannot be separated.

  goldens_probes.py             (rewrites src/test/resources/golden/probes.safetensors)
"""
import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from goldens import FOLDER

random = np.random.RandomState(0)
centres = random.randn(4, 5)


def draw(count):
    labels = random.randint(4, size=count)
    return (centres[labels] + 0.9 * random.randn(count, 5)).astype(np.float32), labels.astype(np.int32)


train, train_labels = draw(90)
test, test_labels = draw(101)
tensors = {"train": train, "train_labels": train_labels, "test": test, "test_labels": test_labels}
for cost in (0.1, 10.0):
    machine = LinearSVC(C=cost, tol=1e-12, max_iter=100_000, dual=False).fit(train.astype(float), train_labels)
    probe = LogisticRegression(C=cost, tol=1e-12, max_iter=100_000, solver="newton-cg")
    probe.fit(train.astype(float), train_labels)
    for name, model in (("svm", machine), ("probe", probe)):
        tensors[f"{name}.{cost}"] = np.ascontiguousarray(np.hstack([model.coef_, model.intercept_[:, None]]))
        tensors[f"{name}.{cost}.accuracy"] = np.array([model.score(test.astype(float), test_labels)])
for count in (1, 3, 6):
    nearest = KNeighborsClassifier(count, algorithm="brute").fit(train.astype(float), train_labels)
    tensors[f"nearest.{count}"] = np.array([nearest.score(test.astype(float), test_labels)])
save_file(tensors, FOLDER / "probes.safetensors")
