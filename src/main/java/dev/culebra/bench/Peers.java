package dev.culebra.bench;

import dev.culebra.files.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Libraries for Python that do the same work, each in processes with pinned threads: unpinned ones
 * end up on one core. PyTorch also runs with freed memory kept by the C library, which else gives
 * it back to the kernel and faults it in again for every tensor.
 *
 * <p>Owns the processes until closed.
 */
final class Peers implements AutoCloseable {
  /** Those that can be asked for. */
  static final List<String> NAMES = List.of("eager", "compile", "faiss");

  private static final Map<String, String> KEPT_MEMORY =
      Map.of("GLIBC_TUNABLES", "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=8589934592");

  private final List<PeerProcess> processes = new ArrayList<>();
  private final List<Side> sides = new ArrayList<>();

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
      List<String> installed = peers.start(options, script, threads, Map.of(), "", note);
      if (installed.contains("eager") || installed.contains("compile")) {
        peers.start(options, script, threads, KEPT_MEMORY, ", memory kept", null);
      }
      return peers;
    } catch (RuntimeException problem) {
      peers.close();
      throw problem;
    }
  }

  /**
   * Starts a process.
   *
   * @param note told what is not installed; null where somebody was told before
   * @return which of the wanted peers it has
   */
  private List<String> start(
      BenchOptions options,
      Path script,
      int threads,
      Map<String, String> environment,
      String suffix,
      Consumer<String> note) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("OMP_NUM_THREADS", Integer.toString(threads));
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
    Map<String, Object> missing = missing(options, process);
    List<String> installed = new ArrayList<>();
    for (String name : options.peers()) {
      if (missing.containsKey(name)) {
        if (note != null) {
          note.accept(name + ": skipped: " + missing.get(name));
        }
      } else if (note != null || !name.equals("faiss")) {
        installed.add(name);
        String title = name.equals("faiss") ? name : "torch " + name;
        sides.add(new PeerSide(title + suffix, name, process));
      }
    }
    return installed;
  }

  private static Map<String, Object> missing(BenchOptions options, PeerProcess process) {
    try {
      return process.ask(Map.of("do", "missing"));
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
