package dev.culebra.cli;

import dev.culebra.files.UserError;
import dev.culebra.run.DeviceName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: help, and the console. */
@Command(
    sortOptions = false,
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footerHeading = "%nExample:%n")
abstract class CommonOptions implements Callable<Integer> {
  protected final Console console;

  @Spec protected CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  protected CommonOptions(Console console) {
    this.console = console;
  }

  /** The device of a flag where only the processor serves. */
  static void requireCpu(String device) {
    if (!device.equals("cpu")) {
      String fact =
          device.equals("cuda")
              ? "only training runs there so far"
              : "unknown device; there is cpu";
      throw new UserError("--device " + device + ": " + fact + "; use --device cpu");
    }
  }

  /** The devices of a flag where they are to train. */
  static void requireDevice(String devices) {
    requireName(devices).require();
  }

  /** The devices that a flag names, there or not. */
  static DeviceName requireName(String devices) {
    try {
      return DeviceName.parse(devices);
    } catch (IllegalArgumentException unknown) {
      throw new UserError("--device " + unknown.getMessage());
    }
  }

  static void require(boolean holds, String flag, Object value, String range) {
    if (!holds) {
      throw new UserError(flag + " " + value + ": out of range; give " + range);
    }
  }
}
