# cmake --install: programs, unit, configuration, documentation. The prefix is chosen when configuring
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
install(FILES packaging/sysusers.conf DESTINATION lib/sysusers.d RENAME smsgw.conf)

install(FILES config/smsgw.toml .env.example DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md)
install(FILES packaging/smsgwd.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
# Both are made by smsgwctl itself; a test holds them.
install(FILES packaging/smsgwctl.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES packaging/smsgwctl.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME smsgwctl)
# For a Prometheus and a Grafana that run already.
install(FILES packaging/prometheus/alerts.yml packaging/grafana/smsgw.json DESTINATION ${CMAKE_INSTALL_DATADIR}/smsgw)
# An upgrade keeps the configuration that is there.
set(config_dir "${CMAKE_INSTALL_FULL_SYSCONFDIR}/smsgw")
install(CODE "
    if(NOT EXISTS \"\$ENV{DESTDIR}${config_dir}/smsgw.toml\")
        file(INSTALL \"${CMAKE_SOURCE_DIR}/config/smsgw.toml\" DESTINATION \"${config_dir}\")
    endif()")
