using System.Reflection;
using System.Runtime.InteropServices;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Netlink;

/// <summary>What the library imports of the C library itself.</summary>
public sealed class NativeImportTests
{
    /// <summary>Nobody asks why these failed.</summary>
    private static readonly string[] WithoutError = ["closedir", "readdir"];

    /// <summary>
    /// Whoever reads errno after a call without SetLastError may read that of another call, which the runtime made in between.
    /// </summary>
    [Fact]
    public void Every_call_that_may_fail_keeps_its_error_number()
    {
        LibraryImportAttribute[] imports =
        [
            .. typeof(StateDirectory)
                .Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Select(method => method.GetCustomAttribute<LibraryImportAttribute>())
                .OfType<LibraryImportAttribute>(),
        ];
        Assert.True(imports.Length > WithoutError.Length);
        Assert.Equal(
            WithoutError,
            imports.Where(import => !import.SetLastError).Select(import => import.EntryPoint).Distinct().Order(StringComparer.Ordinal)
        );
    }
}
