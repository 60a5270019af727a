using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>IpvsPS.Core lies in the module once for every processor, and compiled ahead for each of two.</summary>
public sealed class CompiledAheadTests
{
    /// <summary>What .NET mixes into the number of a processor where code is for Linux.</summary>
    private const int ForLinux = 0x7B79;

    private const string Portable = "IpvsPS.Core.dll";

    [Theory]
    [InlineData("linux-x64", Machine.Amd64)]
    [InlineData("linux-arm64", Machine.Arm64)]
    public void AnImageIsTheAssemblyWithCodeOfItsProcessor(string processor, Machine machine)
    {
        using PEReader portable = Open(Portable);
        using PEReader image = Open(Path.Combine("runtimes", processor, Portable));

        Assert.Equal((int)machine ^ ForLinux, (int)image.PEHeaders.CoffHeader.Machine);
        Assert.NotEqual(0, image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.Equal(Identity(portable), Identity(image));
    }

    [Fact]
    public void WhatLiesBesideTheCmdletsIsForEveryProcessor()
    {
        using PEReader portable = Open(Portable);

        Assert.Equal(0, portable.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.Equal(CorFlags.ILOnly, portable.PEHeaders.CorHeader.Flags);
    }

    private static PEReader Open(string path) => new(File.OpenRead(Path.Combine(RepositoryPaths.Module, path)));

    /// <summary>Its version, and the number that each compilation of other source gives it.</summary>
    private static (Version Version, Guid Module) Identity(PEReader assembly)
    {
        MetadataReader metadata = assembly.GetMetadataReader();
        return (metadata.GetAssemblyDefinition().Version, metadata.GetGuid(metadata.GetModuleDefinition().Mvid));
    }
}
