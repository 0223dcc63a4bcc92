# package.cmake: what CPack makes of an installation: envgate_X.Y.Z_ARCH.deb and envgate-X.Y.Z-SYSTEM-ARCH.tar.gz.
# The version stands in CMakeLists.txt alone. docs/design/packages.md says which build goes into which package.
string(TOLOWER "${CMAKE_SYSTEM_NAME}" system)
set(CPACK_PACKAGE_NAME envgate)
set(CPACK_PACKAGE_VENDOR "the envgate authors")
set(CPACK_PACKAGE_CONTACT "the envgate authors <envgate@example.invalid>" CACHE STRING "Maintainer of the .deb")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "git-integrated CI gate for conda environments")
set(CPACK_PACKAGE_DESCRIPTION "envgate reads environment.yml and its locks out of git, compares two
states by meaning, and fails a change that loses a pin, adds a package
without a version, or leaves a lock behind. It runs as a pre-commit hook,
in GitHub Actions and GitLab CI, and comments on pull requests.
.
Its probe starts a kernel on every visible GPU, and says whose fault it is
when that fails.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_FILE_NAME "envgate-${PROJECT_VERSION}-${system}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_PACKAGE_CHECKSUM SHA256)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "pre-commit")
# A .deb belongs below /usr; a tar.gz unpacks to a folder that holds bin, libexec and share.
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/package_each.cmake)
include(CPack)

# Debian's policy wants them as gzip files, and without a time stamp two builds are equal byte by byte.
find_program(GZIP_PROGRAM gzip REQUIRED)
string(TIMESTAMP package_date "%a, %d %b %Y %H:%M:%S +0000" UTC) # of SOURCE_DATE_EPOCH where that is set
configure_file(packaging/deb/changelog.in ${CMAKE_CURRENT_BINARY_DIR}/changelog.Debian @ONLY)
set(changes ${CMAKE_CURRENT_BINARY_DIR}/changelog)
add_custom_command(OUTPUT ${changes}.gz ${changes}.Debian.gz
	COMMAND ${GZIP_PROGRAM} -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md > ${changes}.gz
	COMMAND ${GZIP_PROGRAM} -9nc ${changes}.Debian > ${changes}.Debian.gz
	DEPENDS ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${changes}.Debian VERBATIM)
add_custom_target(changes ALL DEPENDS ${changes}.gz ${changes}.Debian.gz)
install(FILES ${changes}.gz ${changes}.Debian.gz README.md packaging/deb/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
