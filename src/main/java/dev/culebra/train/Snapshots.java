package dev.culebra.train;

import dev.culebra.model.Model;
import dev.culebra.tensor.Safetensors;
import java.nio.file.Path;
import java.util.List;

/** A model as it was at the checkpoints that its run keeps, for measures over the end of a run. */
public final class Snapshots {
  private Snapshots() {}

  /** The checkpoints of a run, oldest first. */
  public static List<Path> of(Path run) {
    return new Checkpoints(run.resolve(RunFolder.CHECKPOINTS), 1, 0).all();
  }

  /**
   * Sets a model's parameters to what they were, not to their running averages.
   *
   * @param model of the run's configuration
   * @throws dev.culebra.files.UserError if the checkpoint cannot be read
   */
  public static void read(Path checkpoint, Model model) {
    try (Safetensors file = Safetensors.open(checkpoint.resolve(Checkpoints.TENSORS))) {
      model.parameters().forEach(p -> p.setFile(file.bytes(TrainState.PARAMETER + p.name())));
    }
  }
}
