package dev.culebra.model;

import dev.culebra.optim.Schedule;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/** What an objective is given while its program is recorded. */
public interface StepInput {
  /** A batch of samples: images {@code f32[N,H,W,C]} in [0, 1], or codes or tokens in i32. */
  Tensor samples();

  /**
   * The samples' classes, {@code i32[N]}.
   *
   * @throws dev.culebra.files.UserError if the data have none
   */
  Tensor labels();

  /** The step's random draws. */
  Rng rng();

  /** A device scalar that follows a schedule, for example the weight of the KL term. */
  Tensor scalar(String name, Schedule schedule);
}
