# shellcheck shell=sh
# Finds the JDK for ./mvnw and ./lstm4j, which both read this file with ".".
#
#   find_jdk    sets JAVA_HOME to a JDK of version 25.0.2 or newer and exports it; when there is
#               none, says so in one sentence on standard error and returns 1
#
# The order: JAVA_HOME, the "java" on the PATH, then the folders in which JDKs are usually
# installed. Among those folders a Java 25 goes before a newer Java, and of two updates of the
# same Java the later one wins. The version is read from the file "release" of the JDK, so that
# no JVM has to be started for it.
#
# LSTM4J_JDK_DIRS, a list separated by colons, replaces the folders searched in the last step.
# Each entry is a JDK or a folder that holds JDKs.

# jdk_number HOME: sets jdk_number to the version of that JDK as one number (25.0.3 becomes
# 25000003) if it is good enough, else to 0 and notes in jdk_seen what was found.
jdk_number() {
  jdk_number=0
  [ -f "$1/release" ] || return 0
  jdk_version=
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
    JAVA_VERSION=*)
      jdk_version=${jdk_line#*\"}
      jdk_version=${jdk_version%%\"*}
      ;;
    esac
  done <"$1/release"
  [ -n "$jdk_version" ] || return 0

  jdk_rest=${jdk_version%%[!0-9.]*}.0.0
  jdk_major=${jdk_rest%%.*} jdk_rest=${jdk_rest#*.}
  jdk_minor=${jdk_rest%%.*} jdk_rest=${jdk_rest#*.}
  jdk_patch=${jdk_rest%%.*}
  case $jdk_major.$jdk_minor.$jdk_patch in
  *[!0-9.]* | .* | *..* | *.) return 0 ;;
  0* | *.0[0-9]*) return 0 ;;
  esac
  jdk_value=$((jdk_major * 1000000 + jdk_minor * 1000 + jdk_patch))

  jdk_note="$jdk_version in $1"
  if [ "$jdk_value" -ge 25000002 ]; then
    if [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ]; then
      jdk_number=$jdk_value
      return 0
    fi
    jdk_note="$jdk_version without a compiler in $1"
  fi
  case ", $jdk_seen" in
  *", ${jdk_note%" in "*} in "*) ;; # the same version was noted before
  *) jdk_seen="${jdk_seen:+$jdk_seen, }$jdk_note" ;;
  esac
}

# jdk_consider HOME: keeps that JDK in jdk_best if it is better than the one kept so far.
jdk_consider() {
  jdk_number "$1"
  [ "$jdk_number" -gt 0 ] || return 0
  jdk_feature=$((jdk_number / 1000000))
  jdk_best_feature=$((jdk_best_number / 1000000))
  if [ "$jdk_best_number" -eq 0 ] || [ "$jdk_feature" -lt "$jdk_best_feature" ] ||
    { [ "$jdk_feature" -eq "$jdk_best_feature" ] && [ "$jdk_number" -gt "$jdk_best_number" ]; }; then
    jdk_best=$1
    jdk_best_number=$jdk_number
  fi
}

# jdk_of_path: sets jdk_home to the home of the "java" on the PATH, or to nothing.
jdk_of_path() {
  jdk_home=$(command -v java 2>/dev/null) || jdk_home=
  case $jdk_home in
  /*) ;;
  *)
    jdk_home=
    return 0
    ;;
  esac
  jdk_hops=0
  while [ -h "$jdk_home" ] && [ "$jdk_hops" -lt 20 ]; do
    jdk_link=$(readlink "$jdk_home") || break
    case $jdk_link in
    /*) jdk_home=$jdk_link ;;
    *) jdk_home=${jdk_home%/*}/$jdk_link ;;
    esac
    jdk_hops=$((jdk_hops + 1))
  done
  case $jdk_home in
  */bin/java) jdk_home=${jdk_home%/bin/java} ;;
  *) jdk_home= ;;
  esac
}

jdk_search_folders() {
  if [ -n "${LSTM4J_JDK_DIRS-}" ]; then
    jdk_list=$LSTM4J_JDK_DIRS:
    while [ -n "$jdk_list" ]; do
      jdk_folder=${jdk_list%%:*}
      jdk_list=${jdk_list#*:}
      [ -n "$jdk_folder" ] || continue
      for jdk_home in "$jdk_folder" "$jdk_folder"/*; do
        jdk_consider "$jdk_home"
      done
    done
    return 0
  fi
  for jdk_home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/*jdk* /opt/java /opt/java/* \
    /usr/local/*jdk* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    jdk_consider "$jdk_home"
  done
}

find_jdk() {
  jdk_seen='' jdk_best='' jdk_best_number=0
  if [ -n "${JAVA_HOME-}" ]; then
    jdk_consider "$JAVA_HOME"
  fi
  if [ -z "$jdk_best" ]; then
    jdk_of_path
    [ -z "$jdk_home" ] || jdk_consider "$jdk_home"
  fi
  if [ -z "$jdk_best" ]; then
    jdk_search_folders
  fi
  if [ -z "$jdk_best" ]; then
    printf '%s\n' "lstm4j needs a JDK 25.0.2 or newer (found: ${jdk_seen:-none}); install one, for example Temurin 25 from https://adoptium.net, or point JAVA_HOME at it." >&2
    return 1
  fi
  JAVA_HOME=$jdk_best
  export JAVA_HOME
}
