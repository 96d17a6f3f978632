package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.DeviceLink;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Devices of this process, joined by NCCL. */
final class NcclLink implements DeviceLink {
  private final Nccl nccl;
  private final List<NcclMember> members;
  private boolean ended;

  private NcclLink(Nccl nccl, List<NcclMember> members) {
    this.nccl = nccl;
    this.members = members;
  }

  /**
   * Joins devices.
   *
   * @throws dev.culebra.files.UserError if NCCL is missing or refuses
   */
  static NcclLink of(List<CudaDevice> devices) {
    Nccl nccl = Nccl.get();
    List<MemorySegment> communicators =
        nccl.communicators(devices.stream().map(CudaDevice::number).toList());
    List<NcclMember> members = new ArrayList<>();
    for (int i = 0; i < devices.size(); i++) {
      members.add(new NcclMember(nccl, devices.get(i), communicators.get(i)));
    }
    return new NcclLink(nccl, List.copyOf(members));
  }

  @Override
  public Call bind(int device, Kernel kernel, Operands operands) {
    return members.get(device).bind(kernel, operands);
  }

  @Override
  public synchronized String failure() {
    for (NcclMember member : members) {
      String failure = ended ? null : nccl.failure(member.communicator());
      if (failure != null) {
        return "device cuda:" + member.device().number() + ": [nccl] " + failure;
      }
    }
    return null;
  }

  @Override
  public synchronized void abort() {
    if (!ended) {
      ended = true;
      members.forEach(member -> nccl.abort(member.communicator()));
    }
  }

  @Override
  public synchronized void close() {
    if (!ended) {
      ended = true;
      members.forEach(member -> nccl.destroy(member.communicator()));
    }
  }
}
