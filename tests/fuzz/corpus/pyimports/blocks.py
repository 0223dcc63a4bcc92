if sys.version_info > (3,):
  import a
elif x: import b
else:
  import c \

 async def f(): import é . x; from . import y
