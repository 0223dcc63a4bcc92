# deps.cmake: the outside libraries, each named once. All come from pkg-config.
find_package(PkgConfig REQUIRED)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET "yaml-0.1>=0.2.1")
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET "libcjson>=1.7.10")
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET "libpcre2-8>=10.30")
pkg_check_modules(LIBGIT2 REQUIRED IMPORTED_TARGET "libgit2>=1.5")
if(BUILD_TESTING)
	pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET "cmocka>=1.1.5")
endif()
