package dev.culebra.cli;

import dev.culebra.train.TrainOptions;
import dev.culebra.train.Trainer;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

@Command(
    name = "resume",
    description = {
      "Continues a training that was stopped, killed or cut off, as if it never had been.",
      "What is not given stays as it was."
    },
    footer = {"  culebra resume runs/vae-1", "  culebra resume runs/vae-1 --epochs 40"})
final class ResumeCommand extends CommonOptions {
  private static final RecordFlags CHANGES =
      new RecordFlags(TrainOptions.STANDARD, Trainer.CHANGEABLE::contains);

  @Parameters(index = "0", paramLabel = "RUN", description = "The run folder.")
  private Path run;

  private ResumeCommand(Console console) {
    super(console);
  }

  static CommandLine commandLine(Console console) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new ResumeCommand(console));
    spec.usageMessage().customSynopsis("culebra resume RUN [FLAG...]");
    spec.addArgGroup(CHANGES.group("What may change:", 1));
    return new CommandLine(spec);
  }

  @Override
  public Integer call() {
    var changes = CHANGES.given(spec.commandLine().getParseResult());
    CHANGES.with(TrainOptions.STANDARD, changes);
    return Training.run(
        console, run + " resumed", listener -> Trainer.resume(run, changes, listener));
  }
}
