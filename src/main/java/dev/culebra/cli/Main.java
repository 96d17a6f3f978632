package dev.culebra.cli;

import dev.culebra.files.Version;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command. Exit codes: 0 done, also after a graceful stop; 1 a fault of Culebra; 2 something of
 * the user's is wrong, told in one line.
 */
@Command(
    name = "culebra",
    description = "Trains, runs and serves autoencoders.",
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%n",
    footer = {"For example: culebra train vae", "Help on a command: culebra train vae --help"},
    versionProvider = Main.VersionLine.class)
public final class Main implements Runnable {
  static final int DONE = 0;
  static final int FAULT = 1;
  static final int USER_ERROR = 2;

  @Spec private CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @CommandLine.Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    StandardError.restore();
    StopSignal signal = new StopSignal();
    signal.install();
    System.exit(run(args, new Console(System.out, System.err, columns(), signal)));
  }

  /** Runs the command inside a program, as if neither stream were a terminal. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, new Console(out, err, 0, new StopSignal()));
  }

  /** Width of the terminal behind standard error, as the launcher found it; 0 for none. */
  private static int columns() {
    boolean isTerminal = Boolean.getBoolean("culebra.stderr.terminal");
    return isTerminal ? Math.max(40, Integer.getInteger("culebra.stderr.columns", 80)) : 0;
  }

  static int run(String[] args, Console console) {
    CommandLine line = commandLine(console);
    Failures failures = new Failures(console);
    line.setParameterExceptionHandler(failures);
    line.setExecutionExceptionHandler(failures);
    try {
      return line.execute(args);
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  private static CommandLine commandLine(Console console) {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(TrainCommand.commandLine(console));
    line.addSubcommand(ResumeCommand.commandLine(console));
    line.addSubcommand(new EvalCommand(console));
    line.addSubcommand(new SampleCommand(console));
    line.addSubcommand(new ReconstructCommand(console));
    line.addSubcommand(new RestoreCommand(console));
    line.addSubcommand(new InterpolateCommand(console));
    line.addSubcommand(new EncodeCommand(console));
    line.addSubcommand(new DecodeCommand(console));
    line.addSubcommand(new CodesCommand(console));
    line.addSubcommand(new SearchCommand(console));
    line.addSubcommand(new TranslateCommand(console));
    line.addSubcommand(new ReproCommand(console));
    line.addSubcommand(new ModelsCommand(console));
    line.addSubcommand(new KernelsCommand(console));
    line.addSubcommand(new BenchCommand(console));
    line.addSubcommand(new DoctorCommand(console));
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setUsageHelpAutoWidth(false);
    line.setOverwrittenOptionsAllowed(false);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: "
            + String.join(", ", spec.subcommands().keySet())
            + "; for example: culebra train vae");
  }

  static final class VersionLine implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"culebra " + Version.current()};
    }
  }
}
