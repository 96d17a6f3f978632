package dev.culebra.cli;

import dev.culebra.files.UserError;
import dev.culebra.ir.OpException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line on standard error and an exit code. */
final class Failures
    implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
  private final Console console;

  Failures(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    String fact = problem.getMessage();
    if (problem instanceof UnmatchedArgumentException unmatched) {
      fact = unmatched(command, unmatched.getUnmatched().getFirst());
    }
    return say(fact + "; help: " + command.getCommandSpec().qualifiedName() + " --help");
  }

  @Override
  public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
    if (problem instanceof ParameterException wrong) {
      return handleParseException(wrong, new String[0]);
    }
    if (problem instanceof UserError || problem instanceof OpException) {
      if (isTraced()) {
        problem.printStackTrace(console.err());
      }
      return say(problem.getMessage());
    }
    return fault(problem);
  }

  private int say(String fact) {
    console.err().println("culebra: " + fact.strip().replaceAll("\\s*\\R\\s*", " "));
    return Main.USER_ERROR;
  }

  /** A fault of Culebra: the stack trace goes to a file, because it helps us and not the user. */
  private int fault(Exception problem) {
    if (isTraced()) {
      problem.printStackTrace(console.err());
      return Main.FAULT;
    }
    StringWriter trace = new StringWriter();
    problem.printStackTrace(new PrintWriter(trace));
    String where;
    try {
      Path file = Files.createTempFile("culebra-", ".trace");
      Files.writeString(file, trace.toString());
      where = "the stack trace is in " + file;
    } catch (IOException unwritable) {
      where = "run again with CULEBRA_TRACE=1 for the stack trace";
    }
    console.err().println("culebra: a fault of Culebra: " + problem + "; " + where);
    return Main.FAULT;
  }

  private static boolean isTraced() {
    return "1".equals(System.getenv("CULEBRA_TRACE"));
  }

  private static String unmatched(CommandLine command, String argument) {
    boolean isOption = argument.startsWith("-");
    List<String> known = new ArrayList<>();
    if (isOption) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        known.addAll(List.of(option.names()));
      }
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    String name = isOption ? argument.split("=", 2)[0] : argument;
    String kind = isOption ? "flag " : known.isEmpty() ? "argument " : "command ";
    return "unknown " + kind + name + suggestion(name, known);
  }

  /** {@code ; did you mean X}, or nothing if nothing is near. */
  static String suggestion(String given, List<String> known) {
    String nearest = null;
    int least = Math.max(2, given.length() / 3) + 1;
    for (String name : known) {
      int distance = distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  /** Levenshtein's distance with a swap of neighbours counted once. */
  private static int distance(String left, String right) {
    int[][] table = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
          continue;
        }
        int replaced = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        table[i][j] =
            Math.min(
                table[i - 1][j - 1] + replaced, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
        }
      }
    }
    return table[left.length()][right.length()];
  }
}
