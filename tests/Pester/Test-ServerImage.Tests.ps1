Describe 'Test-ServerImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = Get-FixtureRepo
        $image = $repo | Build-ServerImage
        $isRoot = (id -u) -eq 0
    }

    It 'reads the stored image of a repository, and finds it whole' {
        $result = Test-ServerImage $repo.Path
        $result.Passed | Should -BeTrue
        $result.Image.Id | Should -Be $image.Id
        $result.Sha256Again | Should -Be $image.Sha256
        $result.Axes | Should -BeNullOrEmpty
    }

    It 'takes images and repositories from the pipeline' {
        @($image, $repo | Test-ServerImage).Passed | Should -Be $true, $true
        @(Get-ServerImage web | Test-ServerImage).Image.Id | Should -Contain $image.Id
    }

    It 'takes the names and wildcards that Get-ServerImage takes' {
        @(Test-ServerImage -Name web).Image.Id | Should -Contain $image.Id
        @(Test-ServerImage -Name 'w*', $image.Id).Passed | Should -Not -Contain $false
        (Invoke-Apart { Test-ServerImage -Name nobody, $image.Id -ErrorAction Continue }).Ids | Should -Be ImageNotFound
        { Test-ServerImage -Name web -Ref main } | Should -Throw -ErrorId 'ImageAndRef,*'
    }

    It 'finds that an image was damaged' {
        $clone = Import-StateRepo $repo.Path TestDrive:/damaged
        Set-Content TestDrive:/damaged/rootfs/new.txt x
        Invoke-Git -C $clone.Path add -A
        Invoke-Git -C $clone.Path commit -q -m New
        $other = Get-StateRepo $clone.Path | Build-ServerImage
        # Exchanged, since the kernel may have nobody write to a layer's file.
        Copy-Item $other.Layers[-1].Path TestDrive:/layer
        Add-Content TestDrive:/layer x
        Move-Item TestDrive:/layer $other.Layers[-1].Path -Force
        $result = $other | Test-ServerImage
        $result.Passed | Should -BeFalse
        $result.Differences.What | Should -Be damaged
        ($result | Format-Table | Out-String -Width 200) | Should -Match 'web +\S{12} +False +0 +the image \(damaged\)'
        Remove-ServerImage $other.Id -Confirm:$false
    }

    It 'builds the commit again and passes, <_>' -ForEach Rebuild, Offline {
        if (-not $isRoot) { Set-ItResult -Skipped -Because 'only root can build again' }
        $how = @{ $_ = $true }
        $result = $repo | Test-ServerImage @how
        $result.Passed | Should -BeTrue
        $result.TreeAgain | Should -Be $image.Id
        $result.Sha256Again | Should -Be $image.Sha256
        $result.Differences | Should -BeNullOrEmpty
        $result.Axes.Axis | Should -Contain 'Time zone'
        ($result.Axes.Axis -contains 'Network') | Should -Be ($_ -eq 'Offline')
        ($result.Axes | Format-Table | Out-String -Width 300) | Should -Match 'Umask +\d+ +\d+'
    }

    It 'builds the commit of an image again' {
        if (-not $isRoot) { Set-ItResult -Skipped -Because 'only root can build again' }
        ($image | Test-ServerImage -Path $repo.Path -Rebuild).Passed | Should -BeTrue
    }

    It 'says that no image was built of the commit' {
        $clone = Import-StateRepo $repo.Path TestDrive:/unbuilt
        (Invoke-Apart { $clone | Test-ServerImage -ErrorAction Continue }).Ids | Should -Be ImageNotFound
    }

    It 'takes either an image or a reference' {
        { $image | Test-ServerImage -Ref HEAD } | Should -Throw -ErrorId 'ImageAndRef*'
    }

    It 'says that building again needs root' {
        if (-not $isRoot) { Set-ItResult -Skipped -Because 'this is another user already' }
        $null = New-Item TestDrive:/theirs -ItemType Directory
        $path = Join-Path (Convert-Path TestDrive:/theirs) web
        $null = Import-StateRepo $repo.Path $path
        chown -R 65534:65534 $path
        Invoke-AsNobody "Test-ServerImage '$path' -Rebuild" | Should -Be NotRoot
    }
}
