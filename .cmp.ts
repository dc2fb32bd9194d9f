import sharp from 'sharp';
import { fashionMnistPhotos } from './cli/demo/photos/source/fashion-mnist';
import { renderPhoto } from './cli/demo/photos/render-photo';
import { shrinkPhoto } from './cli/demo/photos/shrink-photo';
(async()=>{ const ids=process.argv.slice(2).map(Number); const T=170; const comp:any[]=[]; let i=0; 
for await(const p of fashionMnistPhotos({folder:'/usr/share/datasets/fashion-mnist'}).photos(300,1)){ if(ids.includes(i)){ const r=await renderPhoto(p,i,1); const s=await shrinkPhoto(r.bytes); const k=comp.length/3;
 const small=(d:any)=>sharp(d,{raw:{width:28,height:28,channels:1}}).resize(T,T,{kernel:'nearest'}).png().toBuffer();
 comp.push({input:await small((p as any).pixels.data),left:k*T,top:0},{input:await small(s.data),left:k*T,top:T},{input:await sharp(r.bytes).autoOrient().resize(T,T,{fit:'cover'}).png().toBuffer(),left:k*T,top:2*T}); console.log(i,p.id,p.label,Math.max(...(p as any).pixels.data)) } i++; }
await sharp({create:{width:T*comp.length/3,height:3*T,channels:3,background:'#888'}}).composite(comp).png().toFile('/tmp/demo/cmp.png'); })();
