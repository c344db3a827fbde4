# The Debian package, by cpack in a build folder that was configured with -D CMAKE_INSTALL_PREFIX=/usr; scripts/test-deb makes
# and tries it.
if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    return()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME smsgw)
set(CPACK_PACKAGE_CONTACT "smsgw developers <root@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "SMS gateway with its queue in Redis")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Takes SMS messages over HTTP, keeps them in Redis until they are delivered, and
hands them to providers' REST APIs. Brings the daemon smsgwd and its companion smsgwctl.")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# Whatever the umask of who builds it.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
# Libraries are found by what the programs link. The private Redis needs functions, which came with 7.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, redis-server (>= 5:7)")
set(scripts ${CMAKE_SOURCE_DIR}/packaging/deb)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${scripts}/conffiles ${scripts}/postinst ${scripts}/prerm ${scripts}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
