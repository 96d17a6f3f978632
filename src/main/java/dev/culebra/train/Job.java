package dev.culebra.train;

import dev.culebra.model.Zoo;
import java.nio.file.Path;

/**
 * What to train and where to put it.
 *
 * @param model name in the zoo
 * @param config the model's configuration
 * @param options how to train
 * @param folder the run folder; made if needed
 */
public record Job(String model, Record config, TrainOptions options, Path folder) {
  public Job {
    Zoo.Entry<?> entry = Zoo.find(model);
    if (entry == null || !entry.configType().isInstance(config)) {
      throw new IllegalArgumentException("[train] no model '" + model + "' has " + config);
    }
  }

  Zoo.Entry<?> entry() {
    return Zoo.find(model);
  }
}
