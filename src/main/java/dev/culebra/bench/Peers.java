package dev.culebra.bench;

import dev.culebra.files.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Libraries that do the same work, reached through Python, in processes with pinned threads:
 * unpinned ones end up on one core. Those that allocate their results in the host's memory also run
 * with freed memory kept by the C library, which else gives it back to the kernel and faults it in
 * again for every tensor.
 *
 * <p>Owns the processes until closed.
 */
final class Peers implements AutoCloseable {
  /** Those that can be asked for, and what tables call them. */
  static final Map<String, String> TITLES = titles();

  /** Their results go where they are told, so that freed memory does not matter. */
  private static final Set<String> ALLOCATE_NOTHING = Set.of("faiss", "openblas");

  private static final Map<String, String> KEPT_MEMORY =
      Map.of("GLIBC_TUNABLES", "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=8589934592");

  private final List<PeerProcess> processes = new ArrayList<>();
  private final List<Side> sides = new ArrayList<>();

  private static Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("eager", "torch eager");
    titles.put("compile", "torch compile");
    titles.put("libtorch", "libtorch C++");
    titles.put("onednn", "onednn");
    titles.put("mkl", "mkl");
    titles.put("openblas", "openblas");
    titles.put("faiss", "faiss");
    titles.put("graphs", "torch graphs");
    titles.put("cdist", "torch cdist");
    return titles;
  }

  /**
   * Starts them; one that is not installed is named in a line and left out.
   *
   * @param home the checkout that {@code bench/peers} lies in; null if there is none
   * @throws UserError if there is no checkout, or no such interpreter
   */
  static Peers start(BenchOptions options, int threads, Path home, Consumer<String> note) {
    Peers peers = new Peers();
    if (options.peers().isEmpty()) {
      return peers;
    }
    Path script = home == null ? null : home.resolve("bench/peers/peer.py");
    if (script == null || !Files.exists(script)) {
      throw new UserError(
          "peers: bench/peers/peer.py not found; start the culebra of a checkout, or measure"
              + " without (--peers none)");
    }
    try {
      List<String> installed =
          peers.start(options, options.peers(), script, threads, Map.of(), "", note);
      List<String> again =
          installed.stream().filter(name -> !ALLOCATE_NOTHING.contains(name)).toList();
      if (options.isCpu() && !again.isEmpty()) {
        peers.start(options, again, script, threads, KEPT_MEMORY, ", memory kept", note);
      }
      return peers;
    } catch (RuntimeException problem) {
      peers.close();
      throw problem;
    }
  }

  /** Starts a process, and returns which of the wanted peers it has. */
  private List<String> start(
      BenchOptions options,
      List<String> names,
      Path script,
      int threads,
      Map<String, String> environment,
      String suffix,
      Consumer<String> note) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("OMP_NUM_THREADS", Integer.toString(threads));
    all.put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    all.put("OMP_PROC_BIND", "true");
    PeerProcess process =
        new PeerProcess(
            List.of(
                options.python(),
                script.toString(),
                Integer.toString(threads),
                options.cpuTime() ? "cpu" : "wall"),
            all);
    processes.add(process);
    Map<String, Object> answer = offers(options, names, process);
    List<String> installed = new ArrayList<>();
    for (String name : names) {
      if (answer.get(name) instanceof List<?> kinds) {
        installed.add(name);
        Set<String> offered = kinds.stream().map(String.class::cast).collect(Collectors.toSet());
        sides.add(new PeerSide(TITLES.get(name) + suffix, name, process, offered));
      } else {
        note.accept(TITLES.get(name) + suffix + ": skipped: " + answer.get(name));
      }
    }
    return installed;
  }

  /** Of each peer the kinds of benchmarks, or why it cannot be had. */
  private static Map<String, Object> offers(
      BenchOptions options, List<String> names, PeerProcess process) {
    try {
      return process.ask(Map.of("do", "offer", "sides", names));
    } catch (Side.Skipped ended) {
      throw new UserError(options.python() + ": " + ended.getMessage() + "; give another --python");
    }
  }

  List<Side> sides() {
    return sides;
  }

  @Override
  public void close() {
    processes.forEach(PeerProcess::close);
  }
}
