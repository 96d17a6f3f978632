package dev.culebra.run;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Backend;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Fused;
import dev.culebra.plan.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The tiers of one device, fastest first, with those refused on this machine and why. */
public final class Tiers implements Selector {
  private final String device;
  private final List<Backend> usable = new ArrayList<>();
  private final Map<String, String> refusals = new LinkedHashMap<>();

  private Tiers(String device, List<Backend> backends) {
    this.device = device;
    backends.stream()
        .sorted(Comparator.comparingInt(Backend::rank).reversed())
        .forEach(
            backend -> {
              String refusal = backend.refusal();
              if (refusal == null) {
                usable.add(backend);
              } else {
                refusals.put(backend.tier(), refusal);
              }
            });
  }

  /** Every tier that ServiceLoader finds for the device. */
  public static Tiers of(String device) {
    List<Backend> found = new ArrayList<>();
    for (Backend backend : ServiceLoader.load(Backend.class, Backend.class.getClassLoader())) {
      if (backend.device().equals(device)) {
        found.add(backend);
      }
    }
    return new Tiers(device, found);
  }

  /** Only the given tier names of a device, for tests and for {@code --tiers}. */
  public Tiers only(String... names) {
    List<String> wanted = List.of(names);
    return new Tiers(
        device, usable.stream().filter(backend -> wanted.contains(backend.tier())).toList());
  }

  /** The device that the usable tiers work on, if it has memory of its own; else null. */
  public Accelerator accelerator() {
    return usable.isEmpty() ? null : usable.getFirst().accelerator();
  }

  /** Usable tier names, fastest first. */
  public List<String> names() {
    return usable.stream().map(Backend::tier).toList();
  }

  /** Tier names refused on this machine, each with its reason and cure. */
  public Map<String, String> refusals() {
    return Map.copyOf(refusals);
  }

  /** The operations that each usable tier has some kernel for, fastest tier first. */
  public Map<String, Set<Class<? extends Op>>> operations() {
    Map<String, Set<Class<? extends Op>>> operations = new LinkedHashMap<>();
    usable.forEach(backend -> operations.put(backend.tier(), backend.operations()));
    return operations;
  }

  /** What each usable tier answers to a signature, fastest first. */
  public Map<String, Choice> choices(Signature signature) {
    Map<String, Choice> choices = new LinkedHashMap<>();
    usable.forEach(backend -> choices.put(backend.tier(), backend.select(signature)));
    return choices;
  }

  /**
   * A kernel and the tier that it belongs to.
   *
   * @param tier name of the tier
   * @param kernel its kernel
   */
  public record Chosen(String tier, Kernel kernel) {}

  /** The fastest tier's kernel, as {@link #choose}. */
  @Override
  public Kernel select(Signature signature) {
    return choose(signature).kernel();
  }

  @Override
  public Kernel selectFused(Signature signature) {
    Chosen chosen = chooseFused(signature);
    return chosen == null ? null : chosen.kernel();
  }

  private Chosen chooseFused(Signature signature) {
    for (Backend backend : usable) {
      if (backend.fuse(signature, this::select) instanceof Kernel kernel) {
        return new Chosen(backend.tier(), kernel);
      }
    }
    return null;
  }

  /**
   * The fastest tier that has a kernel, and the kernel.
   *
   * @throws OpException if no tier has one, with each tier's reason
   */
  public Chosen choose(Signature signature) {
    Chosen fused = signature.op() instanceof Fused ? chooseFused(signature) : null;
    if (fused != null) {
      return fused;
    }
    for (Backend backend : usable) {
      if (backend.select(signature) instanceof Kernel kernel) {
        return new Chosen(backend.tier(), kernel);
      }
    }
    throw new OpException(
        signature.op().name(),
        "no kernel on " + device + " for " + signature.inputs() + "; " + reasons(signature));
  }

  private String reasons(Signature signature) {
    StringBuilder reasons = new StringBuilder();
    choices(signature)
        .forEach(
            (tier, choice) -> {
              if (choice instanceof Choice.Refusal refusal) {
                reasons.append(tier).append(": ").append(refusal.reason()).append(' ');
              }
            });
    return reasons.isEmpty() ? "no tier is usable: " + refusals : reasons.toString().strip();
  }
}
