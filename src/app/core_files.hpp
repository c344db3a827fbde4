// Message texts and keys are in our memory, and no file may get them.
#pragma once

namespace smsgw::app {

// From now on the kernel writes no core file of this process, not even for a collector that core_pattern names, and its memory and
// environment are closed to other processes of its user: a debugger attaches as root only. The first thing that a program does. A child that runs
// another program inherits the limit, not the rest.
void forbid_core_files();

}   // namespace smsgw::app
