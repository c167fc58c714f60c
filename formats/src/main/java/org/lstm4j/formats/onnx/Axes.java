package org.lstm4j.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.lstm4j.formats.onnx.Value.Atom;
import org.lstm4j.formats.onnx.Value.Role;

/**
 * The axes of a flow. Each is a list of atoms, of which a reshape may merge several into one axis
 * and take them apart again, but not bring them into another order.
 */
final class Axes {
  private Axes() {}

  /** {@return an axis of one atom} */
  static List<Atom> of(Role role, long size) {
    return List.of(new Atom(role, size));
  }

  /** {@return the size of an axis, or what stands for it} */
  static long size(List<Atom> axis) {
    long size = 1;
    for (Atom atom : axis) {
      if (atom.size() == 1) {
        continue;
      }
      if (size == 1) {
        size = atom.size();
      } else if (Constant.isKnown(size) && Constant.isKnown(atom.size())) {
        size = Math.multiplyExact(size, atom.size());
      } else {
        return Constant.COMPUTED;
      }
    }
    return size;
  }

  /** {@return whether an axis counts nothing else than this} */
  static boolean isOnly(List<Atom> axis, Role role) {
    return axis.stream().allMatch(atom -> atom.role() == role || atom.size() == 1);
  }

  /** {@return whether an axis counts this, perhaps with other things} */
  static boolean has(List<Atom> axis, Role role) {
    return axis.stream().anyMatch(atom -> atom.role() == role);
  }

  /**
   * {@return whether an axis consists of the values of a row, those of two directions among them}
   */
  static boolean isFeatures(List<Atom> axis) {
    return axis.stream()
        .allMatch(atom ->
            atom.role() == Role.FEATURES || atom.role() == Role.DIRECTIONS || atom.size() == 1);
  }

  /** {@return whether two flows have the same axes, if perhaps by other atoms} */
  static boolean areAlike(List<List<Atom>> one, List<List<Atom>> other) {
    boolean alike = one.size() == other.size();
    for (int i = 0; alike && i < one.size(); i++) {
      List<Atom> a = one.get(i);
      List<Atom> b = other.get(i);
      alike =
          size(a) == size(b)
              && has(a, Role.STEPS) == has(b, Role.STEPS)
              && has(a, Role.BATCH) == has(b, Role.BATCH)
              && has(a, Role.PADDED) == has(b, Role.PADDED);
    }
    return alike;
  }

  /** {@return the axes with another one in a place} */
  static List<List<Atom>> with(List<List<Atom>> axes, int at, List<Atom> axis) {
    List<List<Atom>> changed = new ArrayList<>(axes);
    changed.set(at, axis);
    return List.copyOf(changed);
  }

  /** {@return the axes without one} */
  static List<List<Atom>> without(List<List<Atom>> axes, int at) {
    List<List<Atom>> changed = new ArrayList<>(axes);
    changed.remove(at);
    return List.copyOf(changed);
  }

  /**
   * {@return the axes of an array of other dimensions with the same values in the same order; empty
   * if an atom would have to be split}
   *
   * @param axes the axes
   * @param sizes the dimensions: sizes or what stands for them, 0 for that of the same axis, and −1
   *     for what is left
   */
  static Optional<List<List<Atom>>> regrouped(List<List<Atom>> axes, long[] sizes) {
    List<Atom> atoms = new ArrayList<>();
    axes.forEach(atoms::addAll);
    List<List<Atom>> groups = new ArrayList<>();
    int open = -1;
    for (int i = 0; i < sizes.length; i++) {
      boolean isOpen = sizes[i] == -1 || sizes[i] == Constant.COMPUTED;
      if (isOpen && open >= 0) {
        return Optional.empty();
      }
      if (isOpen) {
        open = i;
      }
    }
    int left = open < 0 ? sizes.length : open;
    for (int i = 0; i < left; i++) {
      Optional<List<Atom>> group = taken(atoms, size(axes, sizes, i));
      if (group.isEmpty()) {
        return Optional.empty();
      }
      groups.add(group.get());
    }
    List<List<Atom>> right = new ArrayList<>();
    Collections.reverse(atoms);
    for (int i = sizes.length - 1; i > left; i--) {
      Optional<List<Atom>> group = taken(atoms, size(axes, sizes, i));
      if (group.isEmpty()) {
        return Optional.empty();
      }
      right.add(group.get().reversed());
    }
    Collections.reverse(atoms);
    if (open >= 0) {
      groups.add(List.copyOf(atoms));
    } else if (atoms.stream().anyMatch(atom -> atom.size() != 1)) {
      return Optional.empty();
    }
    groups.addAll(right.reversed());
    return Optional.of(List.copyOf(groups));
  }

  private static long size(List<List<Atom>> axes, long[] sizes, int at) {
    return sizes[at] == 0 && at < axes.size() ? size(axes.get(at)) : sizes[at];
  }

  /** Takes atoms from the beginning of a list until they have a size together. */
  private static Optional<List<Atom>> taken(List<Atom> atoms, long size) {
    List<Atom> group = new ArrayList<>();
    while (size(group) != size && !atoms.isEmpty()) {
      group.add(atoms.removeFirst());
    }
    if (size(group) != size) {
      return Optional.empty();
    }
    if (group.isEmpty()) { // an axis of size 1
      group.add(!atoms.isEmpty() && atoms.getFirst().size() == 1 ? atoms.removeFirst() : Atom.ONE);
    }
    return Optional.of(List.copyOf(group));
  }
}
