using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>The module's assemblies lie in it once for every processor, and compiled ahead for each of two.</summary>
public sealed class CompiledAheadTests
{
    /// <summary>What .NET mixes into the number of a processor where code is for Linux.</summary>
    private const int ForLinux = 0x7B79;

    private static readonly string[] Assemblies =
    [
        "IpvsPS.dll",
        "IpvsPS.Core.dll",
        "kubernetes/IpvsPS.Kubernetes.dll",
        "kubernetes/YamlDotNet.dll",
    ];

    public static MatrixTheoryData<string, (string, Machine)> Images { get; } =
        new(Assemblies, [("linux-x64", Machine.Amd64), ("linux-arm64", Machine.Arm64)]);

    public static TheoryData<string> Portables => [.. Assemblies];

    [Theory]
    [MemberData(nameof(Images))]
    public void AnImageIsTheAssemblyWithCodeOfItsProcessor(string assembly, (string Name, Machine Machine) processor)
    {
        (string name, Machine machine) = processor;
        using PEReader portable = Open(assembly);
        using PEReader image = Open(Path.Combine("runtimes", name, assembly));

        Assert.Equal((int)machine ^ ForLinux, (int)image.PEHeaders.CoffHeader.Machine);
        Assert.NotEqual(0, image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.Equal(Identity(portable), Identity(image));
    }

    [Theory]
    [MemberData(nameof(Portables))]
    public void WhatLiesElsewhereIsForEveryProcessor(string assembly)
    {
        using PEReader portable = Open(assembly);

        Assert.Equal(0, portable.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.Equal(CorFlags.ILOnly, portable.PEHeaders.CorHeader.Flags & ~CorFlags.StrongNameSigned);
    }

    private static PEReader Open(string path) => new(File.OpenRead(Path.Combine(RepositoryPaths.Module, path)));

    /// <summary>Its version, and the number that each compilation of other source gives it.</summary>
    private static (Version Version, Guid Module) Identity(PEReader assembly)
    {
        MetadataReader metadata = assembly.GetMetadataReader();
        return (metadata.GetAssemblyDefinition().Version, metadata.GetGuid(metadata.GetModuleDefinition().Mvid));
    }
}
