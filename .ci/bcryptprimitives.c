/* Go's runtime asks Windows for random numbers through this DLL, which Wine has only from version 9 on; Debian 12 ships 8. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
	return RtlGenRandom(data, (ULONG)size);
}
