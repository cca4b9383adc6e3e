/* Holds a file open, and lets nobody take its place, until its own input ends: as what looks for viruses does. */
#include <stdio.h>
#include <windows.h>

int main(int count, char **words)
{
    HANDLE file = CreateFileA(words[count - 1], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 1;
    puts("held");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    CloseHandle(file);
    return 0;
}
