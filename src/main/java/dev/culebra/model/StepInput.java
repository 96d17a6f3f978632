package dev.culebra.model;

import dev.culebra.optim.Schedule;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/** What an objective is given while its program is recorded. */
public interface StepInput {
  /** A batch of images {@code [N,H,W,C]} in [0, 1]. */
  Tensor images();

  /** The step's random draws. */
  Rng rng();

  /** A device scalar that follows a schedule, for example the weight of the KL term. */
  Tensor scalar(String name, Schedule schedule);
}
