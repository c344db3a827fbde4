# cmake --install: programs, unit, configuration, examples. The prefix is chosen when configuring
# (-D CMAKE_INSTALL_PREFIX=/usr), as the unit holds absolute paths; DESTDIR works as everywhere.
include(GNUInstallDirs)

install(TARGETS smsgwd smsgwctl RUNTIME)

# The unit in the tree is the one for /usr.
file(READ packaging/smsgwd.service unit)
string(REPLACE "/usr/bin/" "${CMAKE_INSTALL_FULL_BINDIR}/" unit "${unit}")
string(REPLACE "/usr/share/doc/smsgw/" "${CMAKE_INSTALL_FULL_DATADIR}/doc/smsgw/" unit "${unit}")
string(REPLACE "/etc/smsgw/" "${CMAKE_INSTALL_FULL_SYSCONFDIR}/smsgw/" unit "${unit}")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/smsgwd.service CONTENT "${unit}" @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS packaging/smsgwd.service)
# Not LIBDIR: systemd looks in lib whatever the architecture.
install(FILES ${CMAKE_BINARY_DIR}/generated/smsgwd.service DESTINATION lib/systemd/system)

# Both are made by smsgwctl itself; a test holds them.
install(FILES packaging/smsgwctl.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES packaging/smsgwctl.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME smsgwctl)

install(FILES config/smsgw.toml .env.example docs/install.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/smsgw)
# An upgrade keeps the configuration that is there.
set(config_dir "${CMAKE_INSTALL_FULL_SYSCONFDIR}/smsgw")
install(CODE "
    if(NOT EXISTS \"\$ENV{DESTDIR}${config_dir}/smsgw.toml\")
        file(INSTALL \"${CMAKE_SOURCE_DIR}/config/smsgw.toml\" DESTINATION \"${config_dir}\")
    endif()")
