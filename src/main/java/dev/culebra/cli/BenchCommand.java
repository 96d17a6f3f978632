package dev.culebra.cli;

import dev.culebra.bench.Bench;
import dev.culebra.bench.BenchOptions;
import dev.culebra.bench.Benchmark;
import dev.culebra.bench.Benchmarks;
import dev.culebra.bench.ModelBenchmark;
import dev.culebra.bench.Row;
import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.kernel.Precision;
import dev.culebra.par.Workers;
import dev.culebra.run.DeviceGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    description = {
      "Times kernels and training steps beside the machine's limits and beside PyTorch.",
      "All take turns in short slices, so that what disturbs the machine disturbs all alike."
    },
    footer = {
      "  culebra bench --steps --peers eager",
      "  culebra bench --device cuda --threads 1 --peers torch",
      "  culebra bench compare HEAD~1 --filter conv",
      "  culebra bench --filter 'gemm.*nt' --threads 1 --peers none --json"
    })
final class BenchCommand extends CommonOptions {
  private static final Map<String, List<String>> GROUPS =
      Map.of(
          "none", List.of(),
          "torch", List.of("eager", "compile", "libtorch"),
          "blas", List.of("onednn", "mkl", "openblas"),
          "all", List.of("eager", "compile", "libtorch", "onednn", "mkl", "openblas", "faiss"));

  /** On a device that is not the CPU. */
  private static final Map<String, List<String>> DEVICE_GROUPS =
      Map.of(
          "none", List.of(),
          "torch", List.of("eager", "compile", "graphs"),
          "all", List.of("eager", "compile", "graphs", "cdist"));

  @Parameters(
      arity = "0..2",
      paramLabel = "[compare REV]",
      hideParamSyntax = true,
      description = "Hold this checkout against a revision of it, built aside; without peers.")
  private List<String> action = List.of();

  @Option(
      names = "--filter",
      paramLabel = "REGEX",
      description = "Those whose name has a match; see --list.")
  private String filter = "";

  @Option(names = "--kernels", description = "Only kernels.")
  private boolean kernels;

  @Option(names = "--steps", description = "Only training steps and latencies.")
  private boolean steps;

  @Option(names = "--list", description = "List the names.")
  private boolean list;

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description = "Numbers of threads, one after the other [1,2].")
  private List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "Where kernels and steps are computed, peers' too; several (cuda:0,1): only steps [cpu].")
  private String device = "cpu";

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "f32, tf32 or bf16: of products, PyTorch's too, in steps by its autocast; other than f32"
              + " on the CPU: only steps [f32].")
  private String precision = Precision.F32.label();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples of a training step, instead of those that are listed.")
  private Integer batch;

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      description = {
        "eager, compile, libtorch (C++) or torch for these three;",
        "onednn, mkl, openblas or blas for these three; faiss; none; on a GPU instead",
        "eager, compile, graphs (CUDA graphs) or torch for these three; cdist. [all]"
      })
  private List<String> peers = List.of("all");

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "Interpreter that has the peers [python3].")
  private String python = "python3";

  @Option(names = "--rounds", paramLabel = "N", description = "Turns that each side has [9].")
  private int rounds = 9;

  @Option(names = "--seconds", paramLabel = "S", description = "Length of a turn [0.25].")
  private double seconds = 0.25;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description =
          "Least seconds of each side before its first turn, longer while it gets faster [2].")
  private double warmUp = 2;

  @Option(
      names = "--cpu-time",
      description =
          "Count the thread's own time, on a machine that is not yours alone; --threads 1.")
  private boolean cpuTime;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  @Option(names = "--serve", hidden = true, description = "Answer another process's requests.")
  private boolean serve;

  BenchCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (serve) {
      Bench.serve(
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
          console.out(),
          cpuTime);
      return Main.DONE;
    }
    BenchOptions options = options();
    List<Benchmark> benchmarks = benchmarks();
    if (list) {
      benchmarks.stream()
          .map(Benchmark::name)
          .filter(options.wanted())
          .forEach(console.out()::println);
      return Main.DONE;
    }
    // Without its devices nothing can be run. What one of them is too full for is told in a row.
    DeviceGroup.named(device, precision(), Workers.caller()).close();
    Bench bench = new Bench(options, home(), line -> console.err().println(line));
    return report(
        action.isEmpty()
            ? bench.run(benchmarks, this::progress)
            : bench.compare(benchmarks, action.getLast(), this::progress));
  }

  private List<Benchmark> benchmarks() {
    Precision wanted = precision();
    if (!isCpu()) {
      return onDevice(wanted);
    }
    if (wanted != Precision.F32) {
      require(!kernels, "--kernels with --precision", precision, "f32");
      require(action.isEmpty(), "compare with --precision", precision, "f32");
      return List.copyOf(steps(Benchmarks.steps(device, wanted)));
    }
    List<Benchmark> benchmarks = new ArrayList<>();
    if (kernels || !steps) {
      benchmarks.addAll(Benchmarks.kernels());
    }
    if (steps || !kernels) {
      benchmarks.addAll(steps(Benchmarks.steps()));
    }
    return benchmarks;
  }

  private List<Benchmark> onDevice(Precision wanted) {
    boolean isOne = requireName(device).numbers().size() == 1;
    require(action.isEmpty(), "compare with --device", device, "cpu");
    require(isOne || !kernels, "--kernels with --device", device, "one device");
    List<Benchmark> benchmarks = new ArrayList<>();
    if (isOne && !steps) {
      benchmarks.addAll(Benchmarks.kernels(device, wanted));
    }
    if (!kernels) {
      benchmarks.addAll(steps(Benchmarks.steps(device, wanted)));
    }
    return benchmarks;
  }

  /** At the batch that is asked for. */
  private List<ModelBenchmark> steps(List<ModelBenchmark> listed) {
    return listed.stream()
        .map(
            each ->
                batch == null || each.task() != ModelBenchmark.Task.STEP ? each : each.of(batch))
        .distinct()
        .toList();
  }

  private boolean isCpu() {
    return device.equals("cpu");
  }

  private Precision precision() {
    for (Precision each : Precision.values()) {
      if (each.label().equals(precision)) {
        return each;
      }
    }
    throw new UserError("--precision " + precision + ": unknown; there are f32, tf32, bf16");
  }

  private BenchOptions options() {
    if (!action.isEmpty() && !(action.size() == 2 && action.getFirst().equals("compare"))) {
      throw new UserError(
          "bench " + String.join(" ", action) + ": unknown; there is bench compare REV");
    }
    require(rounds >= 1, "--rounds", rounds, "1 or more");
    require(seconds > 0, "--seconds", seconds, "more than 0");
    require(batch == null || batch > 0, "--batch", batch, "1 or more");
    require(batch == null || action.isEmpty(), "compare with --batch", batch, "none");
    require(warmUp >= 0, "--warm-up", warmUp, "0 or more");
    for (int count : threads) {
      require(count >= 1 && count <= 1024, "--threads", count, "1 to 1024");
    }
    require(!cpuTime || threads.equals(List.of(1)), "--cpu-time with --threads", threads, "1");
    Map<String, List<String>> groups = isCpu() ? GROUPS : DEVICE_GROUPS;
    for (String name : peers) {
      if (!groups.containsKey(name) && !Bench.peers().contains(name)) {
        Set<String> known = new TreeSet<>(groups.keySet());
        known.addAll(Bench.peers());
        throw new UserError("--peers " + name + ": unknown; there are " + String.join(", ", known));
      }
    }
    return new BenchOptions(
        pattern().asPredicate(),
        device,
        threads,
        peers.stream()
            .flatMap(name -> groups.getOrDefault(name, List.of(name)).stream())
            .distinct()
            .toList(),
        python,
        rounds,
        seconds,
        warmUp,
        cpuTime);
  }

  private Pattern pattern() {
    try {
      return Pattern.compile(filter);
    } catch (PatternSyntaxException problem) {
      throw new UserError("--filter " + filter + ": " + problem.getDescription());
    }
  }

  private static Path home() {
    String home = System.getProperty("culebra.home");
    return home == null ? null : Path.of(home);
  }

  private List<String> line(Row row) {
    return action.isEmpty() ? BenchTable.line(row) : BenchTable.compared(row);
  }

  private void progress(Row row) {
    console.err().println(String.join("  ", line(row)).stripTrailing());
  }

  private int report(List<Row> rows) {
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("rows", rows);
      console.out().print(Json.pretty(report));
    } else {
      List<String> headings = action.isEmpty() ? BenchTable.HEADINGS : BenchTable.COMPARED;
      console.table(headings, rows.stream().map(this::line).toList());
      BenchTable.remarks(rows, isCpu()).forEach(console.out()::println);
      if (!isCpu() && rows.stream().anyMatch(row -> row.best() != null)) {
        List<String> names = BenchTable.peers(rows);
        console.table(
            BenchTable.headings(names),
            rows.stream().map(row -> BenchTable.ratios(row, names)).toList());
      }
    }
    return rows.stream().allMatch(row -> row.wrong() == null) ? Main.DONE : Main.FAULT;
  }
}
