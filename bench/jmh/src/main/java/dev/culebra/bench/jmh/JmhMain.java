package dev.culebra.bench.jmh;

import dev.culebra.bench.Benchmark;
import dev.culebra.bench.Benchmarks;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * {@code jmh.jar kernels|steps|cases [REGEX [options of JMH]]}: those whose name has a match, each
 * in a JVM of its own. {@code -p threads=1,2} chooses numbers of threads; {@code -lp} lists names.
 */
public final class JmhMain {
  private JmhMain() {}

  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    List<String> names = arguments.length == 0 ? List.of() : names(arguments);
    if (names.isEmpty()) {
      System.err.println("jmh.jar kernels|steps|cases [REGEX [options of JMH]]: no such benchmark");
      System.exit(2);
    }
    String[] rest = Arrays.copyOfRange(arguments, Math.min(2, arguments.length), arguments.length);
    CommandLineOptions options = new CommandLineOptions(rest);
    OptionsBuilder all = new OptionsBuilder();
    all.parent(options)
        .include(Pattern.quote(Call.class.getName()))
        .param("name", names.toArray(String[]::new));
    Runner runner = new Runner(all.build());
    if (options.shouldListWithParams()) {
      names.forEach(System.out::println);
    } else {
      runner.run();
    }
  }

  private static List<String> names(String[] arguments) {
    Pattern wanted = Pattern.compile(arguments.length > 1 ? arguments[1] : "");
    Stream<? extends Benchmark> group =
        switch (arguments[0]) {
          case "kernels" -> Benchmarks.kernels().stream();
          case "steps" -> Benchmarks.steps().stream();
          case "cases" -> CaseBenchmarks.all().stream();
          default -> Stream.empty();
        };
    return group.map(Benchmark::name).filter(wanted.asPredicate()).toList();
  }

  /** The benchmark of a name. */
  static Benchmark find(String name) {
    Benchmark found = Benchmarks.find(name);
    return found != null
        ? found
        : CaseBenchmarks.all().stream()
            .filter(benchmark -> benchmark.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no benchmark '" + name + "'"));
  }
}
