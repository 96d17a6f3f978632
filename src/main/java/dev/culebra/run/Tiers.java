package dev.culebra.run;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Backend;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Fused;
import dev.culebra.plan.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The tiers of one device, fastest first, with those refused on this machine and why; and how the
 * operands of products are rounded there, {@link Precision#F32} unless {@link #at} says otherwise.
 */
public final class Tiers implements Selector {
  private final String device;
  private final Precision precision;
  private final List<Backend> all;
  private final List<Backend> usable = new ArrayList<>();
  private final Map<String, String> refusals = new LinkedHashMap<>();

  private Tiers(String device, Precision precision, List<Backend> backends) {
    this.device = device;
    this.precision = precision;
    all = List.copyOf(backends);
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

  /** Every tier that ServiceLoader finds for the first device of a kind. */
  public static Tiers of(String kind) {
    return of(kind, 0);
  }

  /**
   * Every tier that ServiceLoader finds for a device.
   *
   * @param kind for example {@code cpu}
   * @param number of the device, from 0
   */
  public static Tiers of(String kind, int number) {
    List<Backend> found = new ArrayList<>();
    for (Backend backend : backends(kind)) {
      Backend there = backend.on(number);
      if (there != null) {
        found.add(there);
      }
    }
    return new Tiers(kind, Precision.F32, found);
  }

  /**
   * The same tiers, whose products are of a precision whatever the signatures say. A tier that does
   * not know it has no products then.
   */
  public Tiers at(Precision wanted) {
    Tiers tiers = new Tiers(device, wanted, usable);
    tiers.refusals.putAll(refusals);
    return tiers;
  }

  public Precision precision() {
    return precision;
  }

  /** What {@link #at} may be given here, so that every product has a kernel. */
  public Set<Precision> precisions() {
    Set<Precision> known = EnumSet.noneOf(Precision.class);
    usable.forEach(backend -> known.addAll(backend.precisions()));
    return known;
  }

  /** How many devices of a kind some tier can work on. */
  static int devices(String kind) {
    return backends(kind).stream().mapToInt(Backend::devices).max().orElse(0);
  }

  private static List<Backend> backends(String kind) {
    return ServiceLoader.load(Backend.class, Backend.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(backend -> backend.device().equals(kind))
        .toList();
  }

  /** Only the given tier names of a device, for tests and for {@code --tiers}. */
  public Tiers only(String... names) {
    List<String> wanted = List.of(names);
    return new Tiers(
        device,
        precision,
        usable.stream().filter(backend -> wanted.contains(backend.tier())).toList());
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

  /** What the tiers found on this machine, refused ones too, for reports. */
  public Map<String, String> findings() {
    Map<String, String> findings = new LinkedHashMap<>();
    all.forEach(backend -> findings.putAll(backend.findings()));
    return findings;
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
    Signature asked = signature.at(precision);
    usable.forEach(backend -> choices.put(backend.tier(), ask(backend, asked)));
    return choices;
  }

  private static Choice ask(Backend backend, Signature signature) {
    return backend.precisions().contains(signature.precision())
        ? backend.select(signature)
        : Choice.refuse("no products in " + signature.precision().label());
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
      if (backend.fuse(signature.at(precision), this::select) instanceof Kernel kernel) {
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
    Signature asked = signature.at(precision);
    for (Backend backend : usable) {
      if (ask(backend, asked) instanceof Kernel kernel) {
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
