using System.Diagnostics;

namespace IpvsPS.Lab.Host;

/// <summary>
/// Debian's stock kernel in QEMU, which needs no KVM: downloaded and unpacked, not installed. The machine's root is shared read-only
/// over 9p, as it is with the user-mode kernel, and the same scripts run in it.
/// </summary>
internal static class StockKernel
{
    private const string Image = "linux-image-amd64";

    /// <summary>Where the kernel, its modules and the initrd are.</summary>
    private static UnpackedPackages Packages { get; } = new("stock-kernel", ResolveImage, "busybox-static");

    /// <summary>The directory with lib/modules.</summary>
    public static string Directory => Packages.Directory;

    /// <summary>Brings the kernel; returns what is wrong, or null.</summary>
    public static string? Ensure() => Packages.Ensure(MakeInitrd);

    public static string[] CommandLine(ScratchDirectory scratch, int processors, bool terminal)
    {
        // The supervisor's descriptors 3 and 4 are the way out for what the command writes.
        string[] streams = terminal
            ? ["-chardev", "stdio,id=terminal,signal=off", "-device", "virtconsole,chardev=terminal"]
            :
            [
                "-chardev",
                "file,id=out,path=/dev/fd/3",
                "-device",
                "virtserialport,chardev=out,nr=1",
                "-chardev",
                "file,id=error,path=/dev/fd/4",
                "-device",
                "virtserialport,chardev=error,nr=2",
            ];
        return
        [
            "qemu-system-x86_64",
            "-accel",
            "tcg,thread=multi",
            // The least that .NET runs on: wide vectors and a fifth level of page tables are emulated as well, and take a tenth longer.
            "-cpu",
            "Nehalem",
            "-smp",
            $"{processors}",
            "-m",
            "3072",
            "-nodefaults",
            "-no-reboot",
            "-display",
            "none",
            "-kernel",
            Path.Combine(Directory, "vmlinuz"),
            "-initrd",
            Path.Combine(Directory, "initrd"),
            "-append",
            $"console=ttyS0 quiet loglevel=1 panic=-1 mitigations=off lab={scratch.Path}",
            "-serial",
            terminal ? $"file:{scratch.File("kernel.log")}" : "stdio",
            "-fsdev",
            "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap",
            "-device",
            "virtio-9p-pci,fsdev=root,mount_tag=root",
            "-fsdev",
            $"local,id=scratch,path={scratch.Path},security_model=none",
            "-device",
            "virtio-9p-pci,fsdev=scratch,mount_tag=scratch",
            "-device",
            "virtio-rng-pci",
            "-device",
            "virtio-serial-pci",
            .. streams,
        ];
    }

    /// <summary>The package of the newest kernel, on which the one without a version depends.</summary>
    private static string ResolveImage() =>
        HostPackages
            .Ask("apt-cache", "depends", Image)
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(word => word.StartsWith("linux-image-", StringComparison.Ordinal) && word != Image)
        ?? Image;

    private static bool MakeInitrd(string directory)
    {
        using Process process = Process.Start("bash", [Path.Combine(AppContext.BaseDirectory, "Host/make-initrd.sh"), directory]);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
